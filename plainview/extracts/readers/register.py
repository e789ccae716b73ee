"""The formats that can be read. Adding one is one module and one line here: see docs/how-to/add-a-reader.md."""

from plainview.extracts.readers import database, delimited, excel, fixed_width, json_lines, sqlite, xml
from plainview.extracts.readers.plan import Reader, SetsReader

READERS: dict[str, Reader] = {
    "csv": delimited.open_set,
    "pipe": delimited.open_set,
    "fixed_width": fixed_width.open_set,
    "excel": excel.open_set,
    "xml": xml.open_set,
    "json_lines": json_lines.open_set,
    "sqlite": sqlite.open_set,
    "database": database.open_set,
}

# Of these a file is parsed once, for all the record sets that are read from it.
AT_ONCE: dict[str, SetsReader] = {"xml": xml.open_sets, "json_lines": json_lines.open_sets}
