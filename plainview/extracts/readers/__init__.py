"""
Reads files and databases as text, one small module for each format.

In:   an arrival, its agreement and its mapping. Out: for each record set, Arrow batches of strings with `_file` and
`_row`; only elements that the agreement lists. Read by the bridge's side of the pipeline alone.
"""

from plainview.extracts.readers.plan import ROWS, Opened, Plan
from plainview.extracts.readers.read import RecordSetRead, read_extract, read_row
from plainview.extracts.readers.register import READERS
from plainview.extracts.used import elements_used_in

__all__ = ["READERS", "ROWS", "Opened", "Plan", "RecordSetRead", "elements_used_in", "read_extract", "read_row"]
