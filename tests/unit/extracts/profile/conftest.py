"""Unknown files, made up here under names that no council of this repository uses."""

import json
import random
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from stdnum.gb import nhs

from plainview.extracts.profile import FileProfile, look

GIVEN = ["Aisha", "Tom", "Grace", "Yusuf", "Mia", "Jakub", "Priya", "Noah", "Ella", "Omar", "Ruth", "Callum"]
FAMILY = ["Smith", "Okafor", "Khan", "Taylor", "Nowak", "Patel", "Brown", "Murphy", "Abdi", "Hughes", "Sørensen"]


def nhs_number(rng: random.Random) -> str:
    while True:
        digits = "999" + "".join(str(rng.randint(0, 9)) for _ in range(7))
        if nhs.is_valid(digits):
            return digits


def people(count: int = 240) -> list[dict[str, str]]:
    rng = random.Random(5)
    made = []
    for n in range(count):
        born = date(1935, 1, 1) + timedelta(days=rng.randint(0, 32000))
        began = date(2022, 1, 1) + timedelta(days=rng.randint(0, 1400))
        made.append(
            {
                "number": f"Z{70000 + n * 7}",
                "given": rng.choice(GIVEN),
                "family": rng.choice(FAMILY),
                "born": f"{born:%d.%m.%Y}",
                "nhs": nhs_number(rng),
                "post": f"XB{rng.randint(1, 9)} {rng.randint(1, 9)}AB",
                "mail": f"p{n}@example.org",
                "ring": f"07700 900{n:03}",
                "gender": rng.choice(["M", "F", "F", "U"]),
                "origin": rng.choice(["WBR", "BAF", "APK", "NST"]),
                "began": f"{began:%d-%b-%y}",
                "ended": f"{began + timedelta(days=90):%d-%b-%y}" if n % 3 else "",
                "why": rng.choice(["HSG", "PAR", "EDU", "DV"]),
                "keep_out": "Y" if n % 60 == 7 else "N",
                "owed": f"£{rng.randint(0, 900)}.{rng.randint(10, 99)}",
                "said": f"Visited {n} times this month and spoke at length about the boiler and the rent book.",
            }
        )
    return made


HEADS = {
    "number": "Punter No",
    "given": "Given Name",
    "family": "Family Name",
    "born": "Day of Birth (DOB)",
    "nhs": "Health no.",
    "post": "Post Code",
    "mail": "E-Mail",
    "ring": "Mobile",
    "gender": "Gender",
    "origin": "Ethnic Origin",
    "began": "Case Opened",
    "ended": "Case Closed",
    "why": "Presenting Reason",
    "keep_out": "Confidential?",
    "owed": "Balance Owed",
    "said": "Narrative",
}


@pytest.fixture(scope="session")
def found() -> list[dict[str, str]]:
    return people()


@pytest.fixture
def profiled(tmp_path: Path) -> Callable[..., list[FileProfile]]:
    """Writes files and profiles them together."""

    def run(**files: bytes | str | Callable[[Path], None]) -> list[FileProfile]:
        paths = []
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            if callable(content):
                content(path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return look(paths, tell=lambda _: None)

    return run


def semicolons(rows: list[dict[str, str]]) -> bytes:
    lines = ["Weekly list", "Printed by the office;;", "", ";".join(f'"{h}"' for h in HEADS.values())]
    lines += [";".join(f'"{r[k]}"' for k in HEADS) for r in rows]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def fixed(rows: list[dict[str, str]]) -> str:
    return "".join(
        f"{r['number']:<10}{(r['family'] + ', ' + r['given']).upper():<32}"
        f"{r['born'].replace('.', '/'):<10}{r['post']:<9}{r['why']:<4}\n"
        for r in rows
    )


def workbook(rows: list[dict[str, str]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        cover = book.worksheets[0]
        cover.title = "Read me"
        cover.append(["This workbook is sent every term."])
        people_, spells = book.create_sheet("Learners"), book.create_sheet("Spells 2026")
        people_.append(["Learners of the borough"])
        people_.append([])
        people_.append(["Learner Ref", "Legal First Name", "Legal Last Name", "Birth Date"])
        spells.append(["Learner Ref", "Spell From", "Spell To", "Provision Type"])
        for n, r in enumerate(rows):
            day, month, year = map(int, r["born"].split("."))
            people_.append([r["number"], r["given"], r["family"], date(year, month, day)])
            spells.append([r["number"], date(2025, 1, 1) + timedelta(days=n), None, r["why"]])
        book.save(path)

    return write


def xml(rows: list[dict[str, str]]) -> str:
    inside = "".join(
        f"<Youngster "
        f"code='{r['number']}'><Names><Fore>{r['given']}</Fore><Sur>{r['family']}</Sur></Names>"
        f"<BirthDate>2010-01-{n % 28 + 1:02}"
        f"</BirthDate><Needs><Need>SEMH</Need><Need>ASD</Need></Needs><Plans>"
        + "".join(f"<Plan><PlanNo>{n}-{i}</PlanNo><Opened>2025-0{i + 1}-03</Opened></Plan>" for i in range(2))
        + "</Plans></Youngster>"
        for n, r in enumerate(rows)
    )
    return f"<Return><Head><Made>2026-01-01</Made></Head><All>{inside}</All></Return>"


def json_lines(rows: list[dict[str, str]]) -> str:
    return "".join(
        json.dumps(
            {
                "contactRef": f"K{n}",
                "client": {"ref": r["number"], "fullName": f"{r['given']} {r['family']}"},
                "loggedAt": f"2026-02-{n % 28 + 1:02}T09:{n % 60:02}:11Z",
                "calls": [{"callOn": f"2026-02-{i + 1:02}", "outcome": r["why"]} for i in range(2)],
            }
        )
        + "\n"
        for n, r in enumerate(rows)
    )


def database(rows: list[dict[str, str]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with sqlite3.connect(path) as db:
            db.execute("create table Tenant (TenantKey text, Name text, BornOn text)")
            db.execute("create table Ledger (LedgerKey integer, TenantKey text, PostedOn text, Amount real)")
            for n, r in enumerate(rows):
                db.execute(
                    "insert into Tenant values (?, ?, ?)", (r["number"], f"Mr {r['given']} {r['family']}", r["born"])
                )
                db.execute(
                    "insert into Ledger values (?, ?, ?, ?)", (n, r["number"], f"2026-03-{n % 28 + 1:02}", 12.5 + n)
                )
        db.close()

    return write
