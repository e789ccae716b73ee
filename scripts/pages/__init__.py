"""The pages of the documentation that are made from the code and from Larkmere's policy."""

MADE = "<!-- Made by scripts/generated_pages.py from {source}. Do not edit: `make docs` writes it anew. -->"


def cell(text: str) -> str:
    """Make a text fit for one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Give the lines of a Markdown table."""
    lines = ["| " + " | ".join(headers) + " |", "| " + " | ".join("---" for _ in headers) + " |"]
    return lines + ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
