"""Not a government site: no crown, no GOV.UK font, no Royal Arms, nothing fetched from elsewhere."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "plainview" / "web"
BUILD = WEB / "static" / "build"


@pytest.fixture
def style() -> str:
    css = BUILD / "plainview.css"
    assert css.is_file(), "the styles are not built: `python scripts/build_assets.py`"
    return css.read_text()


def test_the_style_has_no_font_of_govuk_and_fetches_nothing(style):
    assert "GDS Transport" not in style and "@font-face" not in style
    assert "crest" not in style
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", style)


def test_no_template_carries_the_crown():
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text()
        for mark in ("govuk-header__logotype", "govuk-footer__copyright-logo", "Crown copyright", "components/header",
                     "components/footer", "GOV.UK"):  # fmt: skip
            assert mark not in text, f"{path.name}: {mark}"


def test_static_files_are_ours_and_hold_no_font():
    assert {f.name for f in BUILD.iterdir()} - {"ready"} == {
        "favicon.svg", "govuk-frontend.min.js", "plainview.css", "plainview.js",
    }  # fmt: skip


def test_no_built_script_names_a_map_or_an_address():
    for path in BUILD.glob("*.js"):
        text = path.read_text()
        assert "sourceMappingURL" not in text
        assert not re.search(r"https?://(?!www\.w3\.org)", text), path.name


def test_the_lock_file_holds_hashes_and_no_address():
    text = (ROOT / "package-lock.json").read_text()
    assert "http" not in text and '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in p for name, p in packages.items() if name)
