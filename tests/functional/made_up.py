"""
One made-up household for browser tests: the types of the product, filled by hand, and a door that knows their names.

It stands in for a published refresh and for the bridge's process; nothing outside the tests may import it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from plainview.monitoring import coverage
from plainview.monitoring.coverage import Coverage, Covered
from plainview.store import quality
from plainview.store.facts import Fact, FactorEvidence, Member, ResidentRecord, SourceReceived, StaffMember
from plainview.store.quality import Finding, Found
from plainview.vocabulary.door import Asking, BridgeNotRunning, Refused
from plainview.vocabulary.home import Home
from plainview.web.holdings import Published

AMARA, DANA, KOFI, ROSA = "amara2222222222222aa", "dana33333333333333bb", "kofi44444444444444cc", "rosa55555555555555dd"
STRANGER = "nobody7777777777777z"
TODAY = date(2026, 11, 1)
CASE_SPACE, CASE_ID = "liquidlogic", "88123"

SOURCES = (
    SourceReceived("csc-contacts", "Contacts with children's social care", "Children's Social Care",
                   "Liquidlogic LCS", date(2026, 11, 1), 1, date(2028, 3, 31)),
    SourceReceived("early-help", "Early help episodes", "Children's Social Care", "Liquidlogic EHM",
                   date(2026, 11, 1), 1, date(2028, 3, 31)),
    SourceReceived("school-attendance", "School attendance", "Education", "School MIS", date(2026, 5, 28), 122,
                   date(2028, 3, 31)),
    SourceReceived("housing-rents", "Rent accounts", "Housing", "NEC Housing", date(2026, 10, 23), 7,
                   date(2028, 3, 31)),
    SourceReceived("youth-justice", "Youth justice", "Children's Social Care", "ChildView", None, 31,
                   date(2026, 6, 30)),
)  # fmt: skip
STAFF = {
    "s-priya": StaffMember("s-priya", "Priya Shah", "Early Help worker", "Early Help East", "020 7946 0101",
                           "priya.shah@larkmere.example"),
    "s-owen": StaffMember("s-owen", "Owen Hart", "Housing officer", "Canal Ward Housing", "020 7946 0102",
                          "owen.hart@larkmere.example"),
}  # fmt: skip
NAMES = {AMARA: ("Amara Testington", "2017-03-03"), DANA: ("Dana Testington", "1995-06-11"),
         KOFI: ("Kofi Testington", "2014-01-20"), ROSA: ("Rosa Otherwise", "2012-05-05")}  # fmt: skip
SAID: dict[str, Any] = {  # of Amara; of these, attendance alone shares name and telephone for display
    field: {
        "value": said[0][1],
        "differs": len(said) > 1,
        "said_by": [{"source": s, "value": v, "recorded_on": "2026-05-28"} for s, v in said],
    }
    for field, said in {
        "name": (("housing-rents", "Amara Testington"), ("school-attendance", "Amara Testingtn")),
        "phone": (("youth-justice", "020 7946 0998"), ("school-attendance", "020 7946 0997")),
        "first_language": (("school-attendance", "yoruba"),),
    }.items()
}
HOME = "12 Example Road, Larkmere LK1 2AB"
ROWS: dict[str, dict[str, Any]] = {
    "ref-attend-1": {"source": "school-attendance", "file": "school-attendance_2026-05-28.csv", "row": 118, "fields": {
        "Child_Ref": "P-4471", "Child_Name": "TESTINGTON, Amara", "Term_Start": "01/09/2025", "Poss": "60",
        "Unauth": "14", "Ethnic_Code": "BCRB"}},
    "ref-rent-1": {"source": "housing-rents", "file": "housing-rents_2026-10-23.csv", "row": 41, "fields": {
        "Tenant_Ref": "T00913", "Arrears": "412.60", "Bal_Date": "2026-10-02", "Medical_Pts": "5"}},
    "ref-contact-1": {"source": "csc-contacts", "file": "csc-contacts_2026-11-01.csv", "row": 902, "fields": {
        "Contact_Id": "C7781", "Child_Id": "88123", "Date": "02/03/2024", "Reason": "DV", "Outcome": "NFA",
        "Offence_Flag": "Y", "Worker": "W113"}},
    "ref-contact-2": {"source": "csc-contacts", "file": "csc-contacts_2026-11-01.csv", "row": 1204, "fields": {
        "Contact_Id": "C9104", "Child_Id": "88123", "Date": "04/05/2026", "Reason": "NEGL", "Outcome": "EH",
        "Offence_Flag": "N", "Worker": "W113"}},
    "ref-eh-1": {"source": "early-help", "file": "early-help_2026-11-01.csv", "row": 77, "fields": {
        "Episode_Id": "E55", "Start": "14/01/2025", "End": "30/04/2025", "Plan": "Family group conference"}},
    "ref-eh-2": {"source": "early-help", "file": "early-help_2026-11-01.csv", "row": 78, "fields": {
        "Episode_Id": "E91", "Start": "18/09/2026", "End": "", "Plan": "Whole family plan"}},
    "ref-offence-1": {"source": "csc-contacts", "file": "csc-contacts_2026-11-01.csv", "row": 903, "fields": {
        "Contact_Id": "C7782", "Child_Id": "88124", "Date": "05/05/2025", "Reason": "CRIME", "Offence_Flag": "Y"}},
}  # fmt: skip


def _fact(table: str, who: str, source: str, ref: str, since: date, until: date | None, values: dict[str, Any],
          elements: dict[str, tuple[str, ...]]) -> Fact:  # fmt: skip
    """Make a fact that was learnt on the day when it was over, or when it began."""
    return Fact(table, who, source, ref, f"{source}:tables.0", since, until, until or since, values, elements)


_EPISODE = {"started_on": ("Start",), "ended_on": ("End",), "end_reason": ("End",), "lead_agency": ("Plan",),
            "is_consent_given": ("Plan",)}  # fmt: skip
_CONTACT = {"contacted_on": ("Date",), "reason": ("Reason",), "outcome": ("Outcome",)}
_RENT = {"arrears_pence": ("Arrears",), "balance_on": ("Bal_Date",), "weekly_rent_pence": ("Arrears",)}
_INVOLVED = {"started_on": ("Start",), "staff": ("Episode_Id",), "team": ("Episode_Id",), "role": ("Episode_Id",)}
_ATTENDANCE = {"sessions_possible": ("Poss",), "sessions_unauthorised": ("Unauth",), "sessions_authorised": ("Unauth",),
               "started_on": ("Term_Start",), "ended_on": ("Term_Start",)}  # fmt: skip

FACTS: dict[str, tuple[Fact, ...]] = {
    AMARA: (
        _fact("attendance_terms", AMARA, "school-attendance", "ref-attend-1", date(2025, 9, 1), date(2025, 12, 20),
              {"started_on": date(2025, 9, 1), "ended_on": date(2025, 12, 20), "sessions_possible": 60,
               "sessions_unauthorised": 14, "sessions_authorised": 0}, _ATTENDANCE),
        _fact("contacts", AMARA, "csc-contacts", "ref-contact-1", date(2024, 3, 2), None,
              {"contacted_on": date(2024, 3, 2), "reason": "domestic_abuse", "outcome": "referral"}, _CONTACT),
        _fact("contacts", AMARA, "csc-contacts", "ref-contact-2", date(2026, 5, 4), None,
              {"contacted_on": date(2026, 5, 4), "reason": "neglect", "outcome": "early_help"}, _CONTACT),
        _fact("early_help_episodes", AMARA, "early-help", "ref-eh-1", date(2025, 1, 14), date(2025, 4, 30),
              {"started_on": date(2025, 1, 14), "ended_on": date(2025, 4, 30), "end_reason": "needs_met"}, _EPISODE),
        _fact("early_help_episodes", AMARA, "early-help", "ref-eh-2", date(2026, 9, 18), None,
              {"started_on": date(2026, 9, 18), "is_consent_given": True}, _EPISODE),
        _fact("service_involvements", AMARA, "early-help", "ref-eh-2", date(2026, 9, 18), None,
              {"started_on": date(2026, 9, 18), "staff": "s-priya", "team": "Early Help East",
               "role": "early_help_worker", "service": "early_help"}, _INVOLVED),
    ),
    DANA: (
        _fact("rent_accounts", DANA, "housing-rents", "ref-rent-1", date(2026, 10, 2), None,
              {"balance_on": date(2026, 10, 2), "arrears_pence": 41260, "weekly_rent_pence": 10300}, _RENT),
        _fact("service_involvements", DANA, "housing-rents", "ref-rent-1", date(2026, 6, 1), None,
              {"started_on": date(2026, 6, 1), "staff": "s-owen", "team": "Canal Ward Housing",
               "role": "housing_officer", "service": "housing"},
              {"staff": ("Tenant_Ref",), "started_on": ("Tenant_Ref",), "team": ("Tenant_Ref",)}),
    ),
    KOFI: (
        _fact("youth_offences", KOFI, "csc-contacts", "ref-offence-1", date(2025, 5, 5), None,
              {"offence": "theft", "offended_on": date(2025, 5, 5)},
              {"offence": ("Offence_Flag",), "offended_on": ("Date",)}),
    ),
    ROSA: (),
}  # fmt: skip
FACTORS = {
    AMARA: (
        FactorEvidence("school_absence", "a_tenth_or_more", AMARA, "attendance_terms", ("ref-attend-1",),
                       date(2025, 12, 20), None, date(2026, 12, 20), date(2025, 12, 20)),
        FactorEvidence("abuse_or_neglect", "reason_of_contact", AMARA, "contacts", ("ref-contact-2",),
                       date(2026, 5, 4), None, date(2028, 5, 4), date(2026, 5, 4)),
        FactorEvidence("domestic_violence", "reason_of_contact", AMARA, "contacts", ("ref-contact-1",),
                       date(2024, 3, 2), None, date(2026, 3, 3), date(2024, 3, 2)),
        FactorEvidence("engaged_with_early_help", "agreed", AMARA, "early_help_episodes", ("ref-eh-2",),
                       date(2026, 9, 18), None, None, date(2026, 9, 18)),
    ),
    DANA: (
        FactorEvidence("rent_arrears", "a_week_or_more", DANA, "rent_accounts", ("ref-rent-1",), date(2026, 10, 2),
                       None, date(2027, 10, 2), date(2026, 10, 2)),
    ),
    KOFI: (
        FactorEvidence("criminality", "offence", KOFI, "youth_offences", ("ref-offence-1",), date(2025, 5, 5), None,
                       date(2027, 5, 5), date(2025, 5, 5)),
    ),
}  # fmt: skip
_RELATION = {
    AMARA: {DANA: "parent", KOFI: "brother or sister"},
    KOFI: {DANA: "parent", AMARA: "brother or sister"},
    DANA: {AMARA: "child", KOFI: "child"},
    ROSA: {},
}
_SAYS_SO = (("housing-rents", "ref-rent-1"), ("early-help", "ref-eh-1"))


class MadeUpModel:
    """The read model of one household, held in memory."""

    sources, staff = SOURCES, STAFF

    def resident(self, person_id: str) -> ResidentRecord | None:
        if person_id not in FACTS:
            return None
        members = tuple(
            Member(other, relation, date(2023, 3, 1), None, "", 1 if KOFI in (other, person_id) else 2,
                   date(2023, 3, 1), _SAYS_SO[:1] if KOFI in (other, person_id) else _SAYS_SO)
            for other, relation in _RELATION[person_id].items()
        )  # fmt: skip
        born = date.fromisoformat(NAMES[person_id][1]).replace(day=1)
        return ResidentRecord(person_id, born, "private", FACTS[person_id], FACTORS.get(person_id, ()), members)

    def residents(self, person_ids: Iterable[str]) -> list[ResidentRecord]:
        return [record for p in person_ids if (record := self.resident(p)) is not None]

    def person_ids(self) -> list[str]:
        return sorted(FACTS)

    def withheld_for(self, person_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {p: () for p in person_ids if p in FACTS}

    def involvements(self) -> list[tuple[Any, ...]]:
        return [
            (p, f.values.get("staff"), f.values.get("team"), f.values.get("role"),
             f.valid_from.isoformat() if f.valid_from else None, f.valid_until.isoformat() if f.valid_until else None)
            for p, facts in FACTS.items() for f in facts if f.table == "service_involvements"
        ]  # fmt: skip


class MadeUpHoldings(Published):
    """The product's own holdings over the made-up model."""

    def open_model(self, home: Home) -> Any:
        return MadeUpModel()


# Four matches of the review queue: of two residents, of one, torn between two stewards, and decided long ago.
MATCH, MATCH_OF_ONE, TORN, DONE = (f"match{c * 15}" for c in "abcd")
_COMPARED = {"agrees": ["Same forename.", "Same date of birth."], "differs": ["NHS number differs."],
             "not_known": ["address"], "weight": 3.4, "needed": 5.0}  # fmt: skip
_SIDES = [
    {"name": [["Amara Testington", "school-attendance"]], "born_on": [["2017-03-03", "housing-rents"]],
     "phone": [["020 7946 0997", "school-attendance"], ["020 7946 0998", "youth-justice"]]},
    {"name": [["Amara Testingtn", "school-attendance"]], "born_on": [["2017-03-03", "school-attendance"]]},
]  # fmt: skip
_LONG_AGO = "2026-10-05T09:30:00+00:00"
MATCHES: dict[str, dict[str, Any]] = {
    MATCH: {"kind": "refused", "reason": "two different NHS numbers", "people": [AMARA, ROSA], **_COMPARED},
    MATCH_OF_ONE: {
        "kind": "conflict", "reason": "birth dates far apart", "people": [DANA], **_COMPARED, "weight": None,
        "holds": [{"sources": ["housing-rents", "early-help"], "because": ["Same forename.", "Same surname."]}],
    },
    TORN: {
        "kind": "uncertain", "reason": "alike, but not enough to be joined without a person's word",
        "people": [KOFI, ROSA], **_COMPARED, "state": "disagreement",
        "answers": [{"answer": "same", "officer": "iris", "at": _LONG_AGO, "words": "One address"},
                    {"answer": "different", "officer": "nobody-we-know", "at": _LONG_AGO, "words": "Cousins"}],
    },
    DONE: {
        "kind": "", "people": [], "state": "decided", "in_effect": True, "decided": "same", "decided_by": "dev",
        "decided_at": _LONG_AGO,
        "answers": [{"answer": "same", "officer": "dev", "at": _LONG_AGO, "words": "The register says so"}],
    },
}  # fmt: skip


class MadeUpMatches:
    """Answers about the matches like the bridge's door; what was decided is kept in a file of the home."""

    def __init__(self, home: Path) -> None:
        self._file = home / "matches.json"

    def queue(self, kind: str) -> dict[str, Any]:
        open_ = [i for i in (MATCH, MATCH_OF_ONE) if i not in self._decided()]
        told = [i for i in open_ if kind in ("", MATCHES[i]["kind"])]

        def line(item: str) -> dict[str, Any]:
            return {"item": item, "kind": MATCHES[item]["kind"], "level": 1, "unsure": int(item == MATCH)}

        of = {MATCHES[i]["kind"]: 1 for i in open_}
        done = {"item": DONE, "kind": "", "answer": "same", "officer": "dev", "at": _LONG_AGO, "in_effect": True}
        return {"refresh_id": "made-up-1", "items": [line(i) for i in told], "count": 120 if told else 0, "open": of,
                "levels": {"1": len(open_)}, "left_out": {"uncertain": 17}, "disagreements": [line(TORN)],
                "waiting": [], "decided": [done]}  # fmt: skip

    def outcome(self, item: str) -> dict[str, Any]:
        if item not in MATCHES:
            raise Refused("there is no such match to review.", reason="match-not-there", do="Go back to the list.")
        empty = {"item": item, "state": "open", "answers": [], "decided": "", "decided_by": "", "decided_at": "",
                 "in_effect": False, "holds": []}  # fmt: skip
        told = empty | MATCHES[item] | self._decided().get(item, {})
        return told | {"is_one": len(told["people"]) == 1}

    def shown(self, item: str, may_see: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        sides = [
            {f: {"values": [v for v in values if f in may_see.get(v[1], ())],
                 "hidden": sum(f not in may_see.get(v[1], ()) for v in values)} for f, values in side.items()}
            for side in _SIDES
        ]  # fmt: skip
        told = self.outcome(item)
        rest = [{"born_on": {"values": [], "hidden": 1}, "name": {"values": [["Amy Testington", "school-attendance"]],
                                                                  "hidden": 0}}, {}]  # fmt: skip
        return told | {"sides": sides, "rest": rest[: len(told["people"])]}

    def decide(self, item: str, answer: str, words: str, officer: str) -> dict[str, Any]:
        before, kept = self.outcome(item), self._decided()
        if answer == "take_back":
            kept.pop(item, None)
        elif before["state"] == "decided":
            raise Refused("it was decided already: the same person. Your answer was not kept.",
                          reason="match-already-decided", do="Take that decision back first.")  # fmt: skip
        else:
            given = {"answer": answer, "officer": officer, "at": _LONG_AGO, "words": words}
            state = "not_sure" if answer == "not_sure" else "decided"
            kept[item] = {"state": state, "answers": [given]}
            if state == "decided":
                kept[item] |= {"decided": answer.removeprefix("settle_"), "decided_by": officer,
                               "decided_at": _LONG_AGO}  # fmt: skip
        self._file.write_text(json.dumps(kept))
        return self.outcome(item)

    def _decided(self) -> dict[str, Any]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}


class MadeUpDoor:
    """Answers like the bridge's door, and writes what it was asked into a file of the home."""

    def __init__(self, home: Path) -> None:
        self._home, self._matches = home, MadeUpMatches(home)

    def find_by_case(self, asking: Asking, *, space: str, id: str) -> list[dict[str, Any]]:
        self._write("find", asking)
        known = {CASE_ID: [AMARA], "99": [ROSA], "family-1": [AMARA, KOFI]}
        return _found(known.get(id, []) if space == CASE_SPACE else [])

    def find_by_name(self, asking: Asking, *, name: str, born_on: date) -> list[dict[str, Any]]:
        self._write("find", asking)
        return _found([p for p, told in NAMES.items() if told == (name, born_on.isoformat())])

    def reveal(self, asking: Asking, *, people: Sequence[str], fields: Sequence[str]) -> dict[str, Any]:
        self._write("reveal", asking)
        answer = {}
        for person in people:
            if person in NAMES:
                name, born = NAMES[person]
                told: dict[str, Any] = {
                    "name": {"value": name, "said_by": []},
                    "born_on": {"value": born, "said_by": []},
                    "home": {"value": HOME, "said_by": []},
                } | (SAID if person == AMARA else {})
                answer[person] = {f: v for f, v in told.items() if f in fields}
        return answer

    def reveal_record(self, asking: Asking, *, record: str, elements: Sequence[str]) -> dict[str, Any]:
        self._write("reveal", asking)
        row = ROWS[record]
        source = next(s for s in SOURCES if s.source == row["source"])
        shown = {name: value for name, value in row["fields"].items() if name in elements}
        return {"source": row["source"], "system": source.system, "file": row["file"], "record_set": "rows",
                "row": row["row"], "received_on": str(source.received_on), "fields": shown,
                "hidden": sorted(set(row["fields"]) - set(shown))}  # fmt: skip

    def matches_to_review(self, asking: Asking, *, kind: str, start: int, most: int) -> dict[str, Any]:
        self._write("review", asking)
        return self._matches.queue(kind)

    def match_to_review(self, asking: Asking, *, item: str, may_see: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        self._write("review", asking)
        return self._matches.shown(item, may_see)

    def match_outcome(self, asking: Asking, *, item: str) -> dict[str, Any]:
        self._write("review", asking)
        return self._matches.outcome(item)

    def decide_match(self, asking: Asking, *, item: str, answer: str, words: str) -> dict[str, Any]:
        self._write("decide", asking)
        return self._matches.decide(item, answer, words, asking.officer)

    def _write(self, act: str, asking: Asking) -> None:
        if (self._home / "bridge-is-off").exists():
            raise BridgeNotRunning("the bridge does not answer, so no name can be found or shown.", do="Start it.")
        assert asking.officer and asking.role and asking.purpose and asking.reason
        with (self._home / "door.jsonl").open("a") as file:
            file.write(json.dumps({"act": act, "officer": asking.officer, "purpose": asking.purpose}) + "\n")


def _found(people: list[str]) -> list[dict[str, Any]]:
    return [{"person_id": p, "name": NAMES[p][0], "born_on": NAMES[p][1], "home": HOME} for p in people]


FOUND = Found(
    (
        Finding("housing-rents", "date_unreadable", "started", 31, 0.031, "In 31 records 'started' was not a date.",
                "Correct the dates in the system.", date(2026, 3, 2), 12, 0.012),
        Finding("housing-rents", "column_extra", "notes", 0, None, "The column 'notes' is not in the agreement.",
                "Leave it out of the extract.", date(2026, 5, 30)),
    ),
    (
        Finding("housing-rents", "row_empty", "", 3, 0.003, "3 records had nothing in them.",
                "Leave empty lines out of the extract.", date(2026, 3, 2)),
    ),
    accepted={"housing-rents": "Housing confirmed by telephone that it is whole"},
)  # fmt: skip
COVERED = Coverage(
    (
        Covered("age", "5_to_10", 120, "housing-rents", 85),
        Covered("age", "16_to_17", 40, "housing-rents", 35),
        Covered("sex", "female", 210, "school-attendance", 60),
    ),
    groups_hidden=2,
)


def make_home(path: Path) -> Path:
    """Make a home whose published refresh is the made-up one."""
    store = Home(path).store("made-up-1")
    store.mkdir(parents=True, exist_ok=True)
    quality.write(store / "quality.json", FOUND)
    coverage.write(store / "coverage.json", COVERED)
    Home(path).publish("made-up-1")
    return path
