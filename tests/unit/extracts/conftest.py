"""Factories of little agreements, mappings and extracts."""

from datetime import date
from pathlib import Path

import pytest

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Mapping
from plainview.extracts.arrivals import Arrival


def make_agreement(*names, id="widgets", optional=(), **more):
    elements = [
        {"name": n, "meaning": "m", "legal_class": "personal", "purposes": ["display"], "optional": n in optional}
        for n in names
    ]
    given = {
        "id": id, "title": "Widgets", "reference": "1", "controller": "c", "department": "Department of Widgets",
        "system": "s", "owner": "o", "lawful_basis": {"article_6": "6(1)(e)"}, "retention_months": 12,
        "starts": date(2020, 1, 1), "ends": date(2030, 1, 1), "refresh": "weekly", "files": "widgets*",
        "elements": elements, **more,
    }  # fmt: skip
    return Agreement.model_validate(given)


def make_mapping(format="csv", *, not_used=(), id="widgets", people=(), **reads):
    return Mapping.model_validate(
        {
            "agreement": id, "reads": {"format": format, **reads}, "people": people,
            "not_used": {n: "a test" for n in not_used},
        }
    )  # fmt: skip


def make_arrival(*paths, id="widgets"):
    return Arrival(id, tuple(Path(p) for p in paths), "", date(2026, 3, 1))


@pytest.fixture
def read():
    """Read files of an extract to {record set: list of records}, or one list when there is one set."""
    from plainview.extracts.readers import read_extract

    def opening(paths, names, format="csv", *, optional=(), people=(), many_files=False, **reads):
        paths = paths if isinstance(paths, (list, tuple)) else [paths]
        agreement = make_agreement(*names, optional=optional, many_files=many_files)
        reading.mapping = make_mapping(format, not_used=names, people=people, **reads)
        reading.sets = read_extract(arrival=make_arrival(*paths), agreement=agreement, mapping=reading.mapping)
        return reading.sets

    def reading(*arguments, **more):
        given = {name: s.table().to_pylist() for name, s in opening(*arguments, **more).items()}
        return given["rows"] if list(given) == ["rows"] else given

    reading.open = opening
    return reading


@pytest.fixture
def agreement():
    """Make agreements."""
    return make_agreement


@pytest.fixture
def mapping():
    """Make mappings."""
    return make_mapping


@pytest.fixture
def refused():
    """Call, expect the error, and make sure that it tells its slug and no cell's value."""

    def expecting(kind, slug, call, *, never="Zebedee"):
        with pytest.raises(kind) as caught:
            call()
        error = caught.value
        chain = []
        while error is not None:
            chain.append(str(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        assert caught.value.slug == slug
        assert not any(never in text for text in chain)
        return caught.value.what

    return expecting
