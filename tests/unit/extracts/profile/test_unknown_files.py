"""Files of every format, under names made up here: what the profile makes of them."""

import json

import pytest

from plainview.extracts.profile import ColumnProfile, SetProfile, drafts
from plainview.extracts.profile.layout import CouldNotProfile
from plainview.extracts.profile.words import words_of
from tests.unit.extracts.profile import conftest as made


def means(one: SetProfile) -> dict[str, str]:
    return {c.name: c.meaning.means for c in one.columns}


def column(one: SetProfile, name: str) -> ColumnProfile:
    return one.column(name)


def test_a_list_with_title_rows_semicolons_and_accents_of_windows(profiled, found):
    ((one,),) = [f.sets for f in profiled(punters_2026__csv=made.semicolons(found))]
    assert (one.layout.encoding, one.layout.delimiter, one.layout.header_row, one.records) == (
        "cp1252",
        ";",
        3,
        len(found),
    )
    said = means(one)
    expected = {
        "Given Name": "forename",
        "Family Name": "surname",
        "Day of Birth (DOB)": "born_on",
        "Health no.": "nhs_number",
        "Post Code": "postcode",
        "E-Mail": "email",
        "Mobile": "phone",
        "Gender": "sex",
        "Ethnic Origin": "race",
        "Case Opened": "start",
        "Case Closed": "end",
        "Confidential?": "restricted",
        "Narrative": "note",
        "Punter No": "person_id",
    }
    assert {k: said[k] for k in expected} == expected
    assert column(one, "Day of Birth (DOB)").meaning.dates == ("%d.%m.%Y",)
    assert column(one, "Case Opened").meaning.dates == ("%d-%b-%y",)
    assert column(one, "Balance Owed").meaning.type == "money"
    assert column(one, "Presenting Reason").codes and set(column(one, "Presenting Reason").codes) == {
        "HSG",
        "PAR",
        "EDU",
        "DV",
    }
    assert one.key == "Punter No"


def test_fixed_width_without_a_header_finds_names_dates_and_postcodes_by_their_values(profiled, found):
    ((one,),) = [f.sets for f in profiled(members__txt=made.fixed(found))]
    assert one.layout.format == "fixed_width" and one.records == len(found)
    said = set(means(one).values())
    assert {"full_name", "postcode", "born_on"} <= said
    starts = {c.at for c in one.layout.widths.values()}
    assert {1, 11, 43, 53} <= starts


def test_a_workbook_with_a_cover_a_title_and_two_sheets_that_belong_together(profiled, found):
    (file,) = profiled(learners__xlsx=made.workbook(found))
    people, spells = file.sets
    assert (people.layout.sheet, people.layout.header_row, spells.layout.header_row) == ("Learners", 3, 1)
    assert "Read me" in " ".join(people.layout.notes)
    assert means(people) == {
        "Learner Ref": "person_id",
        "Legal First Name": "forename",
        "Legal Last Name": "surname",
        "Birth Date": "born_on",
    }
    assert means(spells)["Spell From"] == "start" and means(spells)["Spell To"] in ("end", "")
    assert column(spells, "Learner Ref").space == column(people, "Learner Ref").space != ""


def test_xml_repeated_at_two_levels_keeps_the_way_back_to_the_parent(profiled, found):
    (file,) = profiled(youngsters__xml=made.xml(found))
    sets = {s.layout.at: s for s in file.sets}
    children, plans = sets["Return/All/Youngster"], sets["Return/All/Youngster/Plans/Plan"]
    assert children.records == len(found) and plans.records == 2 * len(found)
    assert {"Fore", "Sur", "BirthDate", "code"} <= set(children.layout.fields)
    assert any("Need" in note and "each" in note for note in children.layout.notes)
    assert column(plans, "Opened").meaning.type == "date"


def test_json_lines_with_objects_and_lists_inside(profiled, found):
    (file,) = profiled(contacts__jsonl=made.json_lines(found))
    outer, inner = file.sets
    assert means(outer)["client.fullName"] == "full_name"
    assert column(outer, "loggedAt").meaning.type == "instant"
    assert inner.layout.at == "$.calls" and inner.records == 2 * len(found)
    up = next(c for c in inner.columns if "contactRef" in c.name)
    assert up.counts.fill == 1.0 and up.meaning.means == "foreign_key"


def test_a_database_of_two_tables_finds_which_leads_to_which(profiled, found):
    (file,) = profiled(rents__db=made.database(found))
    tenants, ledger = file.sets
    assert means(tenants) == {"TenantKey": "person_id", "Name": "full_name", "BornOn": "born_on"}
    assert column(ledger, "TenantKey").space == column(tenants, "TenantKey").space
    assert column(ledger, "Amount").meaning.type == "money"


def test_american_dates_are_seen_where_a_day_is_over_twelve(profiled):
    rows = "".join(f"A{n},{n % 12 + 1:02}/{n % 28 + 1:02}/2025\n" for n in range(60))
    ((one,),) = [f.sets for f in profiled(moves__csv="Move Ref,Moved Date\n" + rows)]
    assert column(one, "Moved Date").meaning.dates[0] == "%m/%d/%Y"


def test_what_is_no_known_format_is_refused_in_words(profiled):
    with pytest.raises(CouldNotProfile, match="file-not-understood"):
        profiled(a__json=json.dumps([{"a": 1}]))
    with pytest.raises(CouldNotProfile, match="empty"):
        profiled(b__csv="")


def test_no_value_of_a_person_stands_in_any_draft(profiled, found):
    """Neither names nor numbers, addresses, notes; codes of columns with few may."""
    everything = profiled(
        punters__csv=made.semicolons(found),
        members__txt=made.fixed(found),
        learners__xlsx=made.workbook(found),
        youngsters__xml=made.xml(found),
        contacts__jsonl=made.json_lines(found),
        rents__db=made.database(found),
    )
    text = "\n".join(t for d in drafts(everything) for t in d.files.values())
    for row in found:
        for key in ("number", "family", "nhs", "post", "mail", "ring", "born", "said"):
            assert row[key] not in text, key


@pytest.mark.parametrize("rows", ["{given},{family},{born}", "{family},{given}", "{number}|{given} {family}|{post}"])
def test_a_list_without_a_header_is_numbered_and_its_first_record_is_not_taken_for_one(rows, profiled, found):
    text = "".join(rows.format(**r) + "\n" for r in found)
    files = profiled(people__csv=text)
    assert files[0].sets[0].columns[0].name == "column_1"
    drafted = "\n".join(t for d in drafts(files) for t in d.files.values())
    assert found[0]["family"] not in drafted and "has_header: false" in drafted


def test_names_are_parted_into_words():
    assert words_of("TenantRefNo") == words_of("tenant_ref_no") == words_of("Tenant ref. no")
    assert words_of("PersonNHSNumber") == ("person", "nhs", "number")
