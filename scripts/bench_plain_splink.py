"""
Link the person records of a made-up borough by plain Splink, and tell each step as it begins.

    python scripts/bench_plain_splink.py FOLDER     FOLDER: what `plainview synthetic larkmere --out` wrote
"""

import sys
import time
from pathlib import Path

from plainview.synthetic.difficulty.measure import person_records
from plainview.synthetic.difficulty.plain_splink import plain_splink


def main(folder: Path) -> None:
    """Run it; the steps go to the error stream as `plainview` tells its own."""
    began = time.perf_counter()

    def tell(step: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - began:6.1f} s  {step}\n")
        sys.stderr.flush()

    plain_splink(person_records(folder / "truth"), tell=tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
