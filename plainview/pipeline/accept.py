"""Going on without a source: only by name, and only with a reason, which is kept and told."""

from dataclasses import dataclass

from plainview.vocabulary.errors import PlainviewError


class AcceptNeedsReason(PlainviewError):
    """A source was accepted as missing without saying why."""

    slug = "accept-needs-reason"


@dataclass(frozen=True, slots=True)
class Accept:
    """The sources that a refresh may go without, and why."""

    sources: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.sources and not self.reason.strip():
            raise AcceptNeedsReason(
                "a refresh may go on without a source only for a reason.",
                where=f"Accepted: {', '.join(self.sources)}.",
                do='Say --reason "…"; it is kept with the snapshot.',
            )
