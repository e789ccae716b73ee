"""Going on although a source is missing, too small or wrong: only by name, for a reason, which is kept and told."""

from dataclasses import dataclass

from plainview.vocabulary.errors import PlainviewError


class AcceptNeedsReason(PlainviewError):
    """A source was accepted without saying why."""

    slug = "accept-needs-reason"


@dataclass(frozen=True, slots=True)
class Accept:
    """The sources that a refresh may go without, or take although they fail their checks, and why."""

    sources: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.sources and not self.reason.strip():
            raise AcceptNeedsReason(
                "a refresh may go on although a source is missing or fails its checks only for a reason.",
                where=f"Accepted: {', '.join(self.sources)}.",
                do='Say --reason "…"; it is kept with the snapshot.',
            )
