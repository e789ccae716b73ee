"""
Write the pages that are made from the code, or check that they are current.

    python scripts/generated_pages.py            writes them
    python scripts/generated_pages.py --check    ends with 1 and names each that is not current
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from plainview.agreements.schema import schemas  # noqa: E402 - the project's own folder first
from plainview.agreements.tables_page import renewed  # noqa: E402
from scripts.pages import all_factors, commands, manual, what_goes_where  # noqa: E402

REFERENCE = Path("docs/reference")


def pages() -> dict[Path, str]:
    """Give each page's text, by its path from the project's root."""
    mapping = REFERENCE / "mapping.md"
    return {
        REFERENCE / "cli.md": commands.page(),
        REFERENCE / "coverage.md": what_goes_where.page(ROOT),
        REFERENCE / "factors.md": all_factors.page(),
        Path("docs/manual/factors.md"): manual.factors_page(ROOT),
        Path("docs/manual/sentences.md"): manual.sentences_page(ROOT),
        mapping: renewed((ROOT / mapping).read_text(encoding="utf-8")),
        **{REFERENCE / "schemas" / name: text for name, text in schemas().items()},
    }


def main() -> None:
    """Write what is not current, or say what it is."""
    old = {path: text for path, text in pages().items() if _now(ROOT / path) != text}
    if "--check" in sys.argv[1:]:
        if old:
            sys.exit(f"pages-not-current: {', '.join(map(str, old))}\n  Run `make docs`, and commit what it writes.")
        return
    for path, text in old.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"written: {path}\n")


def _now(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    main()
