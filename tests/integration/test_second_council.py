"""
A second council, with other systems, formats, columns, codes and rules, on board by its folder of YAML alone.

How its extracts look is known to `examples/harrowmoor` and to the writers of the extracts, and to nothing between.
"""

import random
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import pytest

from plainview.audit.sinks import FileSink
from plainview.bridge.answers import Answers
from plainview.bridge.vault import open_keys
from plainview.pipeline import policy
from plainview.store.read_model import ReadModel
from plainview.summaries.summary import Statement
from plainview.vocabulary.home import Home
from tests.integration.test_canaries import searched
from tests.lib.as_received import row_of
from tests.lib.borough import AS_OF
from tests.lib.command import plainview
from tests.lib.harrowmoor import COUNCIL, Harrowmoor, groups, make_harrowmoor, residents_by_reference
from tests.lib.once import once
from tests.lib.pages import Pages
from tests.lib.search import needles, texts_of

ON = date.fromisoformat(AS_OF)
STATEMENTS = 40
NO_ONE_IS_SPOKEN_OF = {"gazetteer", "do-not-disclose"}  # homes, and whom nothing may be said of


@pytest.fixture(scope="module")
def place(shared: Path) -> Harrowmoor:
    return Harrowmoor(once(shared, "harrowmoor", make_harrowmoor))


@pytest.fixture(scope="module")
def home(place, tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("hm")
    shutil.copytree(place.folder / "home", folder / "home")
    shutil.copy2(place.folder / "home.key", folder / "home.key")
    return Home(folder / "home")


@pytest.fixture(scope="module")
def rules() -> policy.Policy:
    return policy.read(COUNCIL, on=None)


@pytest.fixture(scope="module")
def model(home) -> ReadModel:
    return ReadModel(home.store(home.current()) / "read_model.sqlite")


@pytest.fixture(scope="module")
def statements(model, rules) -> list[Statement]:
    """Every sentence on every page."""
    pages = Pages(model, rules)
    return [s for person in model.person_ids() for s in pages.of(person, ON).chronology]


@pytest.fixture(scope="module")
def by_reference(home, place) -> dict[tuple[str, str], str]:
    return residents_by_reference(home, place)


def test_the_folder_is_yaml_alone_and_the_check_finds_no_error():
    assert {p.suffix for p in COUNCIL.rglob("*") if p.is_file()} == {".yaml"}
    ended = plainview("check", council=COUNCIL)
    assert ended.code == 0, ended.said
    assert "0 errors" in ended.said


def test_every_element_is_used_or_says_why_not(rules):
    table = plainview("coverage", council=COUNCIL).out
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| ")
    ]
    told = [row for row in rows if len(row) == 6 and row[0] not in ("Element", "---")]
    assert len(told) == sum(len(a.elements) for a in rules.council.agreements.values())
    assert [row[0] for row in told if not row[3] and not row[5]] == []


def test_every_risk_can_arise_from_what_this_council_shares(rules, model, figure):
    filled = {e.table for m in rules.council.mappings.values() for e in m.tables}
    risks = {f.id: f for f in rules.factors.values() if f.kind == "risk"}
    assert len(risks) == 17
    assert [i for i, f in risks.items() if not any(rule.table in filled for rule in f.rules if rule.table)] == []
    arisen = {e.factor for person in model.person_ids() for e in model.resident(person).factors}
    figure(f"second council: risks that nobody has among {len(model.person_ids())}: {sorted(set(risks) - arisen)}")
    assert len(arisen & set(risks)) >= 15


def test_every_source_gives_a_sentence_on_some_page(statements, rules, figure):
    told = Counter(one.source for s in statements for one in s.evidence)
    tables = {s.table for s in statements}
    figure(f"second council: {len(statements)} sentences from {len(told)} sources, {len(tables)} tables")
    assert set(rules.council.agreements) - set(told) == NO_ONE_IS_SPOKEN_OF


def test_every_area_of_a_summary_is_filled(statements):
    assert len({s.table for s in statements}) > 35


def test_no_sentence_shows_a_template_or_an_amount_below_nothing(statements):
    wrong = [s.rule for s in statements if "[" in s.text or "None" in s.text or "-£" in s.text or "£-" in s.text]
    assert Counter(wrong) == {}


def test_records_of_one_person_are_found_to_be_one(by_reference, place, figure):
    true = {r: p for r, p in place.references.items() if r in by_reference}
    pairs, truth = _pairs(groups(by_reference)), _pairs(groups(true))
    precision, recall = len(pairs & truth) / len(pairs), len(pairs & truth) / len(truth)
    figure(f"second council, matching: precision {precision:.4f}, recall {recall:.4f} of {len(truth)} pairs")
    assert precision >= 0.98
    assert recall > 0.9


def _pairs(made: dict[str, set[tuple[str, str]]]) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    return {pair for members in made.values() for pair in combinations(sorted(members), 2)}


@pytest.fixture(scope="module")
def revealed(home, statements, rules):
    """The record behind each of forty sentences, drawn by table first, as the bridge shows it."""
    draw, by_table = random.Random(40), {}
    for s in sorted(statements, key=lambda s: (s.table, s.rule, s.text)):
        by_table.setdefault(s.rule, []).append(s)
    chosen = [draw.choice(by_table[rule]) for rule in draw.sample(sorted(by_table), STATEMENTS)]
    elements = [e.name for a in rules.council.agreements.values() for e in a.elements]
    answers = _bridge(home)
    found = []
    for s in chosen:
        for one in s.evidence:
            asked = {"act": "reveal", "record": one.record_ref, "elements": elements, **_asked("front_door_worker")}
            found.append((s, one, answers.answer(asked)["record"]))
    return found


def _bridge(home: Home) -> Answers:
    acts = dict.fromkeys(("front_door_worker", "practice_manager"), ("find", "reveal"))
    return Answers(home=home, keys=open_keys(key_file=home.key_file), sink=FileSink(home.bridge_audit), roles=acts,
                   clock=lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))  # fmt: skip


def _asked(role: str) -> dict[str, str]:
    return {"officer": "o", "role": role, "purpose": "front_door_decision", "reason": "r"}


def test_the_evidence_of_forty_sentences_goes_back_to_file_row_and_field(revealed, place, rules, figure):
    formats, fields = Counter(), 0
    for _, one, record in revealed:
        mapping = rules.council.mappings[record["source"]]
        own = mapping.reads.record_sets.get(record["record_set"])
        formats[(own.format if own else None) or mapping.reads.format] += 1
        received = row_of(place.extracts / record["file"], mapping, record["record_set"], record["row"],
                          tuple(record["fields"]))  # fmt: skip
        assert record["source"] == one.source
        for element, text in record["fields"].items():
            told = f"{record['file']} {record['record_set']} row {record['row']}: {element}"
            assert (received.get(element) or "").strip() == (text or "").strip(), told
            fields += bool(text)
    figure(f"second council, evidence: {len(revealed)} records, {fields} fields as in the bytes, {dict(formats)}")
    assert set(formats) >= {"csv", "pipe", "excel", "xml", "json_lines", "sqlite"}
    assert fields > 3 * STATEMENTS


def test_each_sentence_cites_fields_that_stand_in_its_records(revealed):
    held: dict[int, set[str]] = {}
    for s, _, record in revealed:
        held.setdefault(id(s), set()).update(record["fields"])
    for s, one, _ in revealed:
        if one is s.evidence[0]:
            assert one.elements, s.rule
            assert set(one.elements) <= held[id(s)], s.rule


def test_a_status_that_only_began_in_its_row_ends_where_the_next_one_begins(model, rules):
    """A history with a row for each change: the day of the next row is the end, and that row is cited too."""
    facts = [
        f for p in model.person_ids() for f in model.resident(p).facts if f.table in ("legal_statuses", "sen_support")
    ]
    ended = [f for f in facts if f.values.get("ended_on")]
    assert ended
    assert all(f.values["started_on"] < f.values["ended_on"] for f in ended)
    assert all(f.other_refs for f in ended)


def test_whoever_is_flagged_or_listed_is_withheld_in_every_source(by_reference, place, figure):
    leave_out = {r["person"] for r in place.truth("restricted") if r["reason"] != "staff"}
    held = [r for r, p in place.references.items() if p in leave_out]
    figure(f"second council, withholding: {len(held)} references of {len(leave_out)} people, none found")
    assert len(held) > 15
    assert [r for r in held if r in by_reference] == []


def test_a_colleague_is_found_by_the_named_role_alone(home, place):
    """The rule for staff is another here than for a refuge: the practice manager may still open their record."""
    staff = {r["person"] for r in place.truth("restricted") if r["reason"] == "staff"}
    space, id_ = next(r for r, p in place.references.items() if p in staff and r[0] == "mosaic")
    answers = _bridge(home)

    def found(role: str) -> int:
        asked = {"act": "find", "by": {"case": {"space": space, "id": id_}}, **_asked(role)}
        return len(answers.answer(asked)["people"])

    assert (found("front_door_worker"), found("practice_manager")) == (0, 1)


def test_few_others_are_withheld(by_reference, place):
    restricted = {r["person"] for r in place.truth("restricted")}
    written = next(place.extracts.glob("*STUDENTS*")).read_text("utf-8-sig")
    own = {r: p for r, p in place.references.items() if f"\n{r[1]};" in written and p not in restricted}
    lost = {p for r, p in own.items() if r not in by_reference}
    assert len(own) > 250
    assert len(lost) / len(set(own.values())) < 0.02


def test_no_name_address_or_sentence_of_a_note_is_in_the_store(home, place):
    wanted = needles(place)
    # A pseudonym is random letters and figures: "eli7may" may stand in one by chance, a longer name does not.
    wanted.names = {(one, other) for one, other in wanted.names if len(one + other) >= 8}
    assert wanted.found_in(next(place.extracts.glob("*NOTES*")).read_bytes())["sentence"], "it finds what there is"
    assert searched(home.path / "store", wanted) == {}


def test_nothing_of_the_first_borough_is_in_its_extracts(place):
    for file in place.extracts.iterdir():
        assert not [
            part
            for part, data in texts_of(file)
            if "larkmere" in (data if isinstance(data, str) else data.decode("utf-8", "ignore")).casefold()
        ]
