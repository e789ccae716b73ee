"""
One row of an extract, found again in the bytes as they were sent: by csv, slices, json, sqlite3, openpyxl and lxml.

None of the product's readers is used, only what the mapping says of a file: where its columns stand and what repeats.
"""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime, time
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from plainview.agreements.mapping import Mapping, RecordSet

Row = dict[str, str | None]


def row_of(path: Path, mapping: Mapping, record_set: str, number: int, elements: tuple[str, ...]) -> Row:
    """Give the texts of the elements in one record, counted from 1 as its evidence says."""
    reads = mapping.reads
    own = reads.record_sets.get(record_set, RecordSet())
    match own.format or reads.format:
        case "csv" | "pipe" as kind:
            delimiter = own.delimiter or reads.delimiter or ("|" if kind == "pipe" else ",")
            header, rows = _delimited(path, own.encoding or reads.encoding, delimiter, own.header_row)
            return _by_header(header, rows[number - 1], elements, reads.headers)
        case "fixed_width":
            line = _lines(path, own.encoding or reads.encoding, bool(reads.has_header and _has_header(mapping)))[
                number - 1
            ]
            places = own.columns or reads.columns
            return {e: line[p.at - 1 : p.at - 1 + p.length] for e, p in places.items() if e in elements}
        case "json_lines":
            return _of_json(path, own, number, elements)
        case "sqlite":
            header, rows = _table(path, own.table or record_set, own.query)
            return _by_header(header, rows[number - 1], elements, reads.headers)
        case "excel":
            header, rows = _sheets(path, own.sheet, own.header_row)
            return _by_header(header, rows[number - 1], elements, reads.headers)
        case "xml":
            return _of_xml(path, own, number, elements)
        case other:
            raise ValueError(f"no file: {other}")


def _by_header(header: tuple[str, ...], cells: tuple[Any, ...], elements: tuple[str, ...], others: Any) -> Row:
    found = {}
    for element in elements:
        for text in (element, *others.get(element, ())):
            if text in header:
                found[element] = _text(cells[header.index(text)])
    return found


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


@cache
def _delimited(path: Path, encoding: str, delimiter: str, header_row: int) -> tuple[tuple[str, ...], list[Any]]:
    text = path.read_bytes().decode("utf-8-sig" if encoding.startswith("utf-8") else encoding)
    records = [tuple(r) for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if r]
    return tuple(h.strip() for h in records[header_row - 1]), records[header_row:]


def _has_header(mapping: Mapping) -> bool:
    return "has_header" in mapping.reads.model_fields_set


@cache
def _lines(path: Path, encoding: str, has_header: bool) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig" if encoding.startswith("utf-8") else encoding)
    lines = [line.rstrip("\r") for line in text.split("\n") if line.strip()]
    return lines[1:] if has_header else lines


@cache
def _json(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_bytes().decode("utf-8-sig").splitlines() if line.strip()]


def _of_json(path: Path, own: RecordSet, number: int, elements: tuple[str, ...]) -> Row:
    name = (own.at or "").removeprefix("$.")
    records = [(line, item) for line in _json(path) for item in (line[name] if name else (line,))]
    line, record = records[number - 1]
    found: Row = {}
    for element in elements:
        value: Any = line if (path_ := own.fields.get(element, element)).startswith("..") else record
        for step in path_.removeprefix("..").split("."):
            value = value.get(step) if step and isinstance(value, dict) else value
        found[element] = value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return found


@cache
def _table(path: Path, table: str, query: str | None) -> tuple[tuple[str, ...], list[Any]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        asked = db.execute(query or f'SELECT * FROM "{table}" ORDER BY rowid')
        return tuple(d[0] for d in asked.description), asked.fetchall()


@cache
def _sheets(path: Path, sheet: str | None, header_row: int) -> tuple[tuple[str, ...], list[Any]]:
    book = openpyxl.load_workbook(path, data_only=True)
    names = [n for n in book.sheetnames if sheet is None or fnmatch(n.strip().casefold(), sheet.casefold())]
    rows = list(book[names[0]].iter_rows(values_only=True))
    return tuple(" ".join(str(h or "").split()) for h in rows[header_row - 1]), rows[header_row:]


@cache
def _xml(path: Path) -> Any:
    parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)
    return etree.fromstring(path.read_bytes(), parser)


def _of_xml(path: Path, own: RecordSet, number: int, elements: tuple[str, ...]) -> Row:
    def local(steps: str) -> str:
        return "/".join(s if s in ("..", ".", "") or s.startswith("@") else f"*[local-name()='{s}']"
                        for s in steps.split("/"))  # fmt: skip

    at = own.at or ""
    record = _xml(path).xpath(local(at if at.startswith("/") else f"//{at}"))[number - 1]
    found: Row = {}
    for element in elements:
        hits = record.xpath(local(own.fields.get(element, element)))
        texts = [h if isinstance(h, str) else "".join(h.itertext()) for h in hits]
        if texts:
            found[element] = "|".join(texts)
    return found
