"""One department's findings as a workbook to send: counts and what to do, no rows and no values."""

from collections.abc import Sequence
from io import BytesIO

import openpyxl
from openpyxl.styles import Alignment, Font

from plainview.vocabulary.spreadsheets import safe_cell
from plainview.web.governance_pages.quality import SourceQuality

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = ("Source", "Last came", "What was found", "Records", "Share of records", "Since", "Records last time",
          "Compared with last time", "What you can do")  # fmt: skip
_WIDTHS = (36, 14, 60, 12, 12, 14, 16, 16, 60)


def workbook(lines: Sequence[SourceQuality]) -> bytes:
    """Give the workbook: a row for each finding, and one for each source in which nothing was found."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data quality"
    sheet.append(list(_HEADS))
    for one in lines:
        came = one.source.received_on
        for f in one.findings:
            _add(sheet, (one.source.title, came, f.says, f.rows or None, f.share, f.since, f.rows_before, f.trend,
                         f.what_to_do))  # fmt: skip
        for f in one.mended:
            _add(sheet, (one.source.title, came, f.says, 0, None, f.since, f.rows, "mended", None))
        if not one.findings and not one.mended:
            _add(sheet, (one.source.title, came, "Nothing was found.", None, None, None, None, None, None))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for n, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width = width
    sheet.freeze_panes = "A2"
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _add(sheet: openpyxl.worksheet.worksheet.Worksheet, cells: Sequence[object]) -> None:
    sheet.append([safe_cell(c) for c in cells])
    for cell in sheet[sheet.max_row]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(sheet.max_row, 5).number_format = "0.0%"
