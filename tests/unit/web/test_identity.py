"""Whose word may stand beside a name, a home or a telephone."""

from datetime import date
from types import SimpleNamespace

import pytest

from plainview.agreements.mapping import Mapping
from plainview.web.access.roles import Sees
from plainview.web.casework import identity
from plainview.web.policy import _of_people
from plainview.web.reidentification.gate import Revealed, Said
from tests.unit.structure.test_structurer import agreement

DAY = date(2026, 10, 31)
MAPPED = Mapping.model_validate({
    "agreement": "adult-care", "reads": {"format": "csv"},
    "people": [{
        "mention": "adult", "full_name": "NAME", "phone": "PHONE", "uprn": "UPRN",
        "address": {"join": ["STREET", "TOWN"]}, "postcode": {"from": "UPRN", "lookup": {
            "in": "gazetteer:rows", "on": "UPRN", "take": "POSTCODE"}},
    }],
})  # fmt: skip


@pytest.fixture
def may_say(monkeypatch):
    shared = agreement("adult-care", ["NAME", "PHONE", "UPRN", "STREET", "TOWN"])
    rules = SimpleNamespace(
        agreements={"adult-care": shared}, made_from={"adult-care": _of_people(MAPPED)},
        fills={"adult-care": {"adult_services"}},
    )  # fmt: skip
    monkeypatch.setattr(identity, "policy", lambda: rules)

    def asked(field: str, *, areas: tuple[str, ...] = ("people", "adults"), **more: object) -> bool:
        sees = Sees(areas=areas, why_not_others="Not theirs.", **more)
        return identity._may_say(sees, Said("adult-care", "value", ""), field, DAY)

    return asked


def test_a_source_is_named_to_those_who_see_something_of_it(may_say):
    assert may_say("phone") and may_say("name")
    assert not may_say("phone", areas=("people", "education")), "that adult care knows them is not theirs to know"
    assert not may_say("phone", areas=("adults",)), "and a role that does not see people sees no telephone"
    assert not may_say("phone", hides_tables={"adult_services": "Not needed."})
    assert not may_say("phone", only_departments=("Education",))


def test_all_that_a_value_is_made_of_must_be_shared_by_that_source(may_say):
    assert not may_say("home"), "the postcode is another source's, looked up there"


def test_one_thing_written_in_two_ways_is_no_difference():
    said = [
        identity.Saying("1 Example Road", agreement("a", ["X"]), None),
        identity.Saying("01 EXAMPLE RD", agreement("b", ["X"]), None),
    ]
    assert identity._others(Revealed("1 Example Road", differs=False), "1 Example Road", said) == ()
    assert [s.value for s in identity._others(Revealed("1 Example Road", differs=True), "1 Example Road", said)] == [
        "01 EXAMPLE RD"
    ]
