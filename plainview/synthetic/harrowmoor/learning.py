"""Synergy: pupils and what they get as a history of statuses, attendance a file a year, inclusion in a workbook."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere.formats import _same_bytes_each_time, excel_cell_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

_NEEDS = {"MLD": "N1MLD", "SEMH": "N4EMH", "ASD": "N6ASD", "SLCN": "N3SLC", "PD": "N8PHY", "SPLD": "N2SPL",
          "HI": "N7HI", "VI": "N7VI"}  # fmt: skip
_OUT = {"ehe": "EHE", "cme": "CME", "admission_refused": "FAPX", "admission": "WAIT"}
_AFTER = {"education": "Y12E", "training": "Y12T", "work": "Y12W", "neet": "NEETX", "not_known": "NKNOW"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write the extracts of learning and skills."""
    return _pupils(out, world) | _attendance(out, world) | _inclusion(out, world)


def _pupils(out: Path, world: World) -> dict[str, int]:
    """Write pupils, their schools, and a row for each time that a support status changed: no end stands anywhere."""
    recorder = Recorder(world, w.SYNERGY)
    pupils = sorted({e.child for e in world.enrolments})

    def people() -> Iterator[dict[str, Any]]:
        for child in pupils:
            for held in recorder.records(child):
                parent = world.persons[child].mother
                yield {
                    "STUD_ID": held.local_id, "STUD_FULLNAME": w.surname_first(held),
                    "STUD_BORN": w.dotted(held.born_on),
                    "STUD_UPN": held.upn, "STUD_SEX": held.sex, "STUD_ADDRESS": w.one_cell(held),
                    "STUD_SPEAKS": "ENB" if world.persons[child].language == "English" else "OTB",
                    "STUD_CARER": w.surname_first(recorder.primary(parent)) if parent is not None else None,
                    "STUD_CARER_TEL": recorder.primary(parent).phone if parent is not None else None,
                    "STUD_SECURE": "HIDE" if held.is_restricted else None,
                }  # fmt: skip

    def schools() -> Iterator[dict[str, Any]]:
        for e in sorted(world.enrolments, key=lambda e: (e.child, e.starts)):
            yield {"ROLL_STUD": recorder.id(e.child), "ROLL_SCHOOL": world.schools[e.school].name,
                   "ROLL_ON": w.dotted(e.starts), "ROLL_OFF": w.dotted(e.ends),
                   "ROLL_NCY": "R" if e.year_group == 0 else str(e.year_group),
                   "ROLL_TYPE": f"{e.status}-ROLL"}  # fmt: skip

    def statuses() -> Iterator[dict[str, Any]]:
        for kind, spells in (("SEN", world.sen), ("FSM", world.free_meals)):
            changes: dict[int, list[tuple[date, str, str | None]]] = {}
            for s in spells:
                code = {"K": "SUPP", "E": "EHCP"}.get(getattr(s, "provision", ""), "ELIG")
                mine = changes.setdefault(s.child, [])
                mine[:] = [c for c in mine if not (c[1] == "CEASED" and c[0] == s.starts)]
                mine.append((s.starts, code, _NEEDS.get(getattr(s, "need", ""))))
                if s.ends is not None:
                    mine.append((s.ends, "CEASED", None))
            for child, rows in sorted(changes.items()):
                for on, code, need in sorted(rows, key=lambda r: (r[0], r[1] == "CEASED")):
                    yield {"STS_STUD": recorder.id(child), "STS_KIND": kind, "STS_CODE": code,
                           "STS_SINCE": w.dotted(on), "STS_NEED": need}  # fmt: skip

    made = {}
    for name, columns, rows in (
        (f"SYNERGY_STUDENTS_{w.stamp(world)}.csv", "STUD_ID STUD_FULLNAME STUD_BORN STUD_UPN STUD_SEX STUD_ADDRESS "
         "STUD_SPEAKS STUD_CARER STUD_CARER_TEL STUD_SECURE", people()),
        (f"SYNERGY_ROLLS_{w.stamp(world)}.csv", "ROLL_STUD ROLL_SCHOOL ROLL_ON ROLL_OFF ROLL_NCY ROLL_TYPE", schools()),
        (f"SYNERGY_STATUS_{w.stamp(world)}.csv", "STS_STUD STS_KIND STS_CODE STS_SINCE STS_NEED", statuses()),
    ):  # fmt: skip
        made[name] = write_csv(out / name, columns.split(), rows, delimiter=";", encoding="utf-8-sig")
    return made


def _attendance(out: Path, world: World) -> dict[str, int]:
    """Write a file for each school year. The year stands in the name of the file alone, the rows know their term."""
    recorder = Recorder(world, w.SYNERGY)
    term = {"autumn": "T1", "spring": "T2", "summer": "T3"}
    made = {}
    for year in sorted({a.year for a in world.attendance}):
        name = f"SYNERGY_ATT_{year}-{year + 1}_{w.stamp(world)}.tsv"
        made[name] = write_csv(
            out / name, ("ATT_STUD", "ATT_TERM", "ATT_POSS", "ATT_AUTH", "ATT_UNAUTH", "ATT_LATE"),
            ({"ATT_STUD": recorder.either(a.child, (a.year, a.term)).local_id, "ATT_TERM": term[a.term],
              "ATT_POSS": a.possible, "ATT_AUTH": a.authorised, "ATT_UNAUTH": a.unauthorised, "ATT_LATE": a.late}
             for a in world.attendance if a.year == year), delimiter="\t",
        )  # fmt: skip
    return made


def _inclusion(out: Path, world: World) -> dict[str, int]:
    recorder = Recorder(world, w.SYNERGY)
    book, count = Workbook(write_only=True), 0
    kind = {"SUSP": "FTE", "LNCH": "LTE", "PERM": "PEX"}
    count += w.titled_sheet(
        book, "Exclusions", "Suspensions and exclusions reported by schools",
        ("Excl Ref", "Student No", "UPN No", "Excl First Day", "Half Days", "Excl Type", "Excl Grounds"),
        ((e.id, recorder.id(e.child), recorder.primary(e.child).upn, excel_cell_date(e.starts), e.sessions,
          kind.get(e.kind, "FTE"), "; ".join(f"G{r}" for r in e.reasons)) for e in world.exclusions), "End",
    )  # fmt: skip
    count += w.titled_sheet(
        book, "Not at school", "Children missing education, taught at home or waiting for a place",
        ("Case Ref", "Student No", "Case From", "Case To", "Case Type"),
        ((o.id, recorder.id(o.child), excel_cell_date(o.starts), excel_cell_date(o.ends), _OUT.get(o.kind, "WAIT"))
         for o in world.out_of_school), "End",
    )  # fmt: skip
    count += w.titled_sheet(
        book, "Post-16 list", "Destinations of young people",
        ("Student No", "Dest Since", "Dest Until", "Dest Code"),
        ((recorder.id(p.child), excel_cell_date(p.starts), excel_cell_date(p.ends), _AFTER.get(p.status))
         for p in world.post16), "End",
    )  # fmt: skip
    name = f"Synergy inclusion {w.stamp(world)}.xlsx"
    book.save(out / name)
    _same_bytes_each_time(out / name)
    return {name: count}
