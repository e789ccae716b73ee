"""The one base of all errors a person sees: slug, what happened, where, what to do."""


class PlainviewError(Exception):
    """
    An anticipated failure, told in four parts and never with a resident's value in it.

    `slug` has a section in `docs/reference/errors.md`; a test reads both lists.
    `exit_code` is what a terminal command ends with (see `docs/reference/exit-codes.md`).
    """

    slug = "plainview-error"
    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(self.told())

    def told(self) -> str:
        """Give the message as three or fewer lines, the first starting with the slug."""
        lines = [f"{self.slug}: {self.what}"]
        if self.where:
            lines.append(f"  {self.where}")
        if self.do:
            lines.append(f"  {self.do}")
        return "\n".join(lines)
