"""
Small councils written by hand: one to three agreements, a dozen rows, a refresh in seconds.

`Small` writes policy and extracts into a folder and runs the real command on them. A test changes one thing before
it refreshes; what it changes stands in the test.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from plainview.bridge.find import Finder
from plainview.bridge.vault import open_keys
from plainview.pipeline.refresh import Accept, refresh
from plainview.pipeline.stages import Refreshed
from plainview.vocabulary.home import Home
from tests.lib.command import Ended, plainview

AS_OF = "2026-03-02"

PEOPLE = [
    {"ref": "1", "forename": "Zeraphina", "surname": "Quibblethwaite", "born": "2015-04-05", "house": "990000000001",
     "line": "7 Wombleton Parade", "post": "XB9 9ZX", "since": "2020-01-06", "phone": "07700 900111", "hidden": "N"},
    {"ref": "2", "forename": "Barnabus", "surname": "Quibblethwaite", "born": "1984-09-12", "house": "990000000001",
     "line": "7 Wombleton Parade", "post": "XB9 9ZX", "since": "2020-01-06", "phone": "07700 900112", "hidden": "N"},
    {"ref": "3", "forename": "Ottoline", "surname": "Flimwickle", "born": "2012-11-30", "house": "990000000002",
     "line": "3 Snodgrass Row", "post": "XB9 9ZY", "since": "2021-02-01", "phone": "", "hidden": "N"},
    {"ref": "4", "forename": "Perpetua", "surname": "Flimwickle", "born": "1979-06-23", "house": "990000000002",
     "line": "3 Snodgrass Row", "post": "XB9 9ZY", "since": "2021-02-01", "phone": "", "hidden": "N"},
]  # fmt: skip
REFERRALS = [
    {"ref": "1", "referred": "2025-09-01", "need": "AB", "closed": "", "entered": "2025-09-02"},
    {"ref": "3", "referred": "2025-11-10", "need": "FD", "closed": "2026-01-15", "entered": "2025-11-11"},
    {"ref": "3", "referred": "2024-03-04", "need": "AB", "closed": "2024-05-01", "entered": "2024-03-04"},
]
RENTS = [
    {"account": "R77", "holder": "MR BARNABUS QUIBBLETHWAITE", "born": "12/09/1984", "house": "990000000001",
     "from": "06/01/2020", "owed": "1250.40", "week": "120.00"},
    {"account": "R78", "holder": "MS PERPETUA FLIMWICKLE", "born": "23/06/1979", "house": "990000000002",
     "from": "01/02/2021", "owed": "0.00", "week": "98.50"},
]  # fmt: skip

_BASIS = {"article_6": "Art. 6(1)(e)", "article_9": "Art. 9(2)(g)", "article_10": "Art. 10"}
_KEPT = ("matching", "display")


def agreement(id: str, *, files: str, elements: Mapping[str, Iterable[str]], **more: Any) -> dict[str, Any]:
    """Give an agreement; `elements`: the purposes of each, or a whole entry."""
    listed = [
        {"name": name, "meaning": f"The {name}", "legal_class": "personal",
         **(told if isinstance(told, Mapping) else {"purposes": list(told)})}
        for name, told in elements.items()
    ]  # fmt: skip
    told = {
        "id": id, "title": f"Extract {id}", "reference": f"T-{id}", "controller": "Council of Nowhere",
        "department": f"Department {id}", "system": f"system-{id}", "owner": "Its head", "lawful_basis": _BASIS,
        "retention_months": 72, "starts": "2020-01-01", "ends": "2030-01-01", "refresh": "monthly", "files": files,
    }  # fmt: skip
    return {**told, "elements": listed, **more}


def care() -> tuple[dict[str, Any], dict[str, Any]]:
    """People and referrals of one department, in two files of one extract; flagged people are left out."""
    own = agreement(
        "care", files="care_*.csv", many_files=True,
        elements={
            "ref": _KEPT, "forename": _KEPT, "surname": _KEPT, "born": _KEPT, "house": _KEPT, "line": _KEPT,
            "post": _KEPT, "since": _KEPT, "phone": _KEPT, "hidden": _KEPT,
            "referred": ("display", "modelling"), "need": ("display", "modelling"), "closed": ("display", "modelling"),
            "entered": ("display", "modelling"),
        },
        restricted=[{"element": "hidden", "values": ["Y"], "rule": "leave_out"}],
    )  # fmt: skip
    mapping = {
        "agreement": "care",
        "reads": {
            "format": "csv", "record_sets": {"people": {"file": "care_people*"}, "referrals": {"file": "care_ref*"}},
        },
        "people": [{
            "mention": "person", "in": "people", "id": {"space": "care", "id": "ref"}, "forename": "forename",
            "surname": "surname", "born_on": "born", "uprn": "house", "address": "line", "postcode": "post",
            "lives_from": "since", "phone": "phone",
        }],
        "tables": [{
            "table": "referrals", "in": "referrals", "person": {"space": "care", "id": "ref"},
            "columns": {"referred_on": "referred", "closed_on": "closed", "need": {"from": "need", "codes": "need"}},
            "known_from": "entered",
        }],
    }  # fmt: skip
    return own, mapping


def rents() -> tuple[dict[str, Any], dict[str, Any]]:
    """Rent accounts, whose holders have no reference in common with care."""
    own = agreement(
        "rents", files="rents_*.csv",
        elements={"account": _KEPT, "holder": _KEPT, "born": _KEPT, "house": _KEPT, "from": _KEPT,
                  "owed": ("display", "modelling"), "week": ("display", "modelling")},
    )  # fmt: skip
    mapping = {
        "agreement": "rents",
        "reads": {"format": "csv"},
        "people": [{
            "mention": "tenant", "id": {"space": "rent", "id": "account"}, "full_name": "holder", "born_on": "born",
            "uprn": "house", "lives_from": "from",
        }],
        "tables": [
            {"table": "rent_accounts", "person": "tenant",
             "columns": {"balance_on": {"received": True}, "arrears_pence": "owed", "weekly_rent_pence": "week"}},
            {"table": "tenancies", "person": "tenant", "columns": {"started_on": "from", "home": "house"}},
        ],
    }  # fmt: skip
    return own, mapping


@dataclass
class Small:
    """A council, its extracts and its home in one folder."""

    folder: Path
    sources: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)

    @property
    def council(self) -> Path:
        """The folder of policy."""
        return self.folder / "council"

    @property
    def extracts(self) -> Path:
        """The folder of files as sent."""
        return self.folder / "extracts"

    @property
    def home(self) -> Home:
        """The home that it is refreshed into."""
        return Home(self.folder / "home")

    def policy(self) -> None:
        """Write all policy from `sources` and the rest that a council needs."""
        for part in ("agreements", "mappings", "codes", "access"):
            (self.council / part).mkdir(parents=True, exist_ok=True)
            for old in (self.council / part).glob("*.yaml"):
                old.unlink()
        self.write("council.yaml", {"name": "Council of Nowhere", "short_name": "Nowhere", "code": "000",
                                    "not_connected": ["Police"],
                                    "standard_library": "false"})  # fmt: skip
        self.write("codes/need.yaml", {
            "id": "need", "title": "Primary need", "codes": {"AB": "abuse_or_neglect", "FD": "family_dysfunction"},
        })  # fmt: skip
        self.write("access/roles.yaml", {"roles": {
            "duty": {"acts": ["open_case", "find_resident", "see_summary", "see_record"]},
            "auditor": {"acts": ["see_audit"]},
        }})  # fmt: skip
        for id_, (own, mapping) in self.sources.items():
            self.write(f"agreements/{id_}.yaml", own)
            self.write(f"mappings/{id_}.yaml", mapping)

    def write(self, file: str, told: Any) -> None:
        """Write one policy file. JSON is YAML, and says where a text begins and ends."""
        plain = json.loads(json.dumps(told, default=str))
        (self.council / file).write_text(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def send(self, name: str, rows: list[dict[str, str]], *, columns: Iterable[str] | None = None) -> Path:
        """Write one CSV extract."""
        self.extracts.mkdir(parents=True, exist_ok=True)
        path = self.extracts / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns or rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def refresh(self, *more: object, as_of: str = AS_OF, env: Mapping[str, str] | None = None) -> Ended:
        """Refresh through the real command line."""
        return plainview(
            "refresh", "--extracts", self.extracts, "--home", self.home.path, "--as-of", as_of, *more,
            council=self.council, env=env,
        )  # fmt: skip


def small(folder: Path, *, with_rents: bool = True) -> Small:
    """Give a council of one or two departments and four people, policy and extracts written."""
    made = Small(folder, {"care": care(), **({"rents": rents()} if with_rents else {})})
    made.policy()
    made.send("care_people_20260301.csv", PEOPLE)
    made.send("care_referrals_20260301.csv", REFERRALS)
    if with_rents:
        made.send("rents_20260301.csv", RENTS)
    return made


def said_of_residents() -> list[str]:
    """Give the values of the small extracts that no message, log or pseudonymous file may hold."""
    words: set[str] = set()
    for person in PEOPLE:
        words |= {person["forename"], person["surname"], person["line"], person["post"], person["house"],
                  person["born"], person["phone"]}  # fmt: skip
    words |= {r["holder"] for r in RENTS} | {r["born"] for r in RENTS}
    return sorted(w for w in words if len(w) > 4)


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def known_people(home: Home, *, forms: Iterable[tuple[str, str]] = ()) -> dict[tuple[str, str], str]:
    """Give the display pseudonym of whoever carries each reference: all of the small councils', unless told."""
    asked = list(forms) or [*(("care", p["ref"]) for p in PEOPLE), *(("rent", r["account"]) for r in RENTS)]
    keys = open_keys(key_file=home.key_file)
    index = home.bridge(home.current()) / "find.sqlite"
    told = {}
    with closing(Finder(index, index_key=keys.derived("index"))) as finder:
        for space, id_ in asked:
            for found in finder.by_case(space=space, id=id_):
                told[space, id_] = finder.display(found.resident_id)
    return told


def quiet_refresh(small: Small, *, as_of: str = AS_OF, accept: Accept | None = None) -> Refreshed:
    """Refresh in this process: the same code without the terminal, and faster."""
    return refresh(
        council=small.council, extracts=small.extracts, home=small.home, as_of=date.fromisoformat(as_of),
        accept=accept or Accept(), tell=lambda _: None,
    )  # fmt: skip


def make_small(folder: Path) -> None:
    """Write a small council and refresh it once."""
    quiet_refresh(small(folder))
