"""When a source is unchanged since the last refresh: the same files, agreement, mapping, code lists and program."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import plainview
from plainview.agreements.council import Council
from plainview.extracts.arrivals import Arrival, Arrivals
from plainview.extracts.used import looks_into

# What reading and structuring stand on; a change in any of it makes every source new.
_PROGRAM = ("extracts/**/*.py", "agreements/**/*.py", "vocabulary/**/*.py", "bridge/engines/*.py",
            "bridge/pseudonymise.py")  # fmt: skip
_LIBRARIES = ("duckdb", "ibis-framework", "pyarrow", "lxml", "python-calamine")


def fingerprints(council: Council, arrived: Arrivals) -> Mapping[str, str]:
    """
    Give the fingerprint of each source that has files and is kept; one that looks into another stands on that as well.

    A database has no file to compare, and the restricted list is never kept: neither has one.
    """
    own = {a.agreement_id: _own(council, a) for a in arrived}
    given = {}
    for arrival in arrived:
        source = arrival.agreement_id
        if arrival.file_sha256 and council.agreements[source].kind != "restricted_list":
            others = sorted(looks_into(council.mappings[source]))
            given[source] = _digest([own[source], {o: own.get(o) for o in others}, _program()])
    return given


def _own(council: Council, arrival: Arrival) -> str:
    mapping = council.mappings[arrival.agreement_id].model_dump_json()
    codes = {name: c.model_dump_json() for name, c in sorted(council.codes.items()) if json.dumps(name) in mapping}
    return _digest([
        dict(sorted((arrival.file_sha256 or {}).items())), [p.name for p in arrival.files],
        arrival.received_on.isoformat(), council.agreements[arrival.agreement_id].model_dump_json(), mapping, codes,
    ])  # fmt: skip


@cache
def _program() -> str:
    root = Path(plainview.__file__).parent
    parts = sorted(p for pattern in _PROGRAM for p in root.glob(pattern))
    return _digest([{str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in parts},
                    {name: version(name) for name in _LIBRARIES}])  # fmt: skip


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
