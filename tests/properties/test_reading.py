"""Laws of reading: what a writer wrote comes back, letter for letter."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plainview.agreements.mapping import Mapping
from plainview.extracts.readers.delimited import open_set
from plainview.extracts.readers.plan import plans

NAMES = ["A", "B", "C"]
# A file can't hold the null character or half a surrogate pair; every other letter, quote and line break it can.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]) | st.sampled_from('",|\r\n é£'))
RECORDS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8)


@settings(deadline=None)
@given(
    records=RECORDS, format=st.sampled_from(["csv", "pipe"]), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_what_a_writer_wrote_is_read_back_exactly(records, format, encoding):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "widgets.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter="|" if format == "pipe" else ",")
            writer.writerows([NAMES, *records])
        said = "utf-16" if encoding == "utf-16" else "utf-8"
        mapping = Mapping.model_validate(
            {
                "agreement": "widgets",
                "reads": {"format": format, "encoding": said},
                "not_used": dict.fromkeys(NAMES, "-"),
            }
        )
        rows = [r for batch in open_set(plans(mapping)["rows"].of(path)).batches for r in batch.to_pylist()]
    assert [(r["A"], r["B"], r["C"]) for r in rows] == records
    assert [r["_row"] for r in rows] == list(range(1, len(records) + 1))
