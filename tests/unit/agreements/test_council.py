"""The council's folder read whole."""

import pytest

from plainview.agreements.council import digest_of, read_council
from plainview.agreements.problems import PolicyNotValid

ELEMENTS = {"ID": "matching", "NAME": "matching"}


def slugs_at(error):
    return [(p.slug, p.where) for p in error.value.problems]


def test_a_folder_is_read_with_types_from_text(made):
    council = made.council(ELEMENTS, made.people)
    agreement = council.agreements["rents"]
    assert agreement.starts.isoformat() == "2025-01-01"
    assert agreement.retention_months == 12
    assert council.settings.small_number == 5
    assert council.settings.standard_library is True
    assert council.agreement_line("rents", "NAME")[0] == "agreements/rents.yaml"
    text = (council.folder / "agreements/rents.yaml").read_text(encoding="utf-8").splitlines()
    assert "NAME" in text[council.agreement_line("rents", "NAME")[1] - 1]


def test_settings_take_true_and_false(made):
    settings = "name: A\nshort_name: A\ncode: 01\nstandard_library: false\nsmall_number: 10\nnot_connected: [health]\n"
    council = made.council(ELEMENTS, made.people, more={"council.yaml": settings})
    assert (council.settings.code, council.settings.standard_library) == ("01", False)
    assert council.settings.not_connected == ("health",)


def test_all_problems_of_all_files_are_raised_together(made):
    made.write(
        {
            "council.yaml": "name: A\nshort_nam: B\ncode: C\n",
            "agreements/rents.yaml": made.agreement(ELEMENTS).replace("retention_months: 12", "retention_months: soon"),
            "mappings/rents.yaml": "agreement: rents\n\treads: x\n",
        }
    )
    with pytest.raises(PolicyNotValid) as error:
        read_council(made.folder)
    assert slugs_at(error) == [
        ("policy-wrong-value", "council.yaml:1"),
        ("policy-wrong-value", "council.yaml:2"),
        ("policy-wrong-value", "agreements/rents.yaml:10"),
        ("policy-not-yaml", "mappings/rents.yaml:2"),
    ]
    assert "soon" not in str(error.value)
    assert "'short_name' is needed and missing" in str(error.value)


def test_a_problem_deep_in_a_mapping_has_its_own_line(made):
    body = made.people + "tables:\n  - table: rent_accounts\n    person: tenant\n    columns:\n"
    body += "      balance_on: {from: ID, part: true}\n      arrears_pence: {form: ID}\n"
    with pytest.raises(PolicyNotValid) as error:
        made.council(ELEMENTS, body)
    lines = (made.folder / "mappings/rents.yaml").read_text(encoding="utf-8").splitlines()
    told = {lines[p.line - 1].split(":")[0].strip(): p.what for p in error.value.problems}
    assert "exactly one of: from" in told["balance_on"]
    assert "'tables[0].columns.arrears_pence.form' is not a key that is known here." in told["arrears_pence"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("ends: 2027-01-01", "ends: 2024-01-01", "'ends' is not after 'starts'"),
        ("starts: 2025-01-01", "starts: 1 May", "should be a date like 2026-03-31"),
        ("refresh: monthly", "refresh: sometimes", "should be one of: 'daily', 'weekly'"),
        ("retention_months: 12", "retention_months: 0", "should be at least 1"),
        ("files: rents_*.csv", "files:", "'files' is needed and missing"),
        ("system: Testhouse", "system: [a]", "'system' should be a text"),
        ("purposes: [matching]", "purposes: matching", "should be a list"),
        ("id: rents", "id: Rents 2", "is not written as it should be"),
        ("name: NAME", "name: ID", "listed twice: ID"),
        ("article_9: social protection, ", "", "'lawful_basis.article_9' is needed"),
        (", article_10: schedule 1", "", "'lawful_basis.article_10' is needed"),
    ],
)
def test_what_an_agreement_lacks_is_said_in_plain_words(made, old, new, says):
    elements = ELEMENTS | {"S": "display special_category", "C": "display criminal_offence"}
    text = made.agreement(elements)
    assert old in text
    made.write({"agreements/rents.yaml": text.replace(old, new)})
    with pytest.raises(PolicyNotValid, match="policy-wrong-value") as error:
        read_council(made.folder)
    assert says in str(error.value)


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(PolicyNotValid) as error:
        read_council(tmp_path / "none")
    assert slugs_at(error) == [("policy-file-missing", str(tmp_path / "none"))]


def test_missing_files_are_told(tmp_path):
    (tmp_path / "agreements").mkdir()
    with pytest.raises(PolicyNotValid) as error:
        read_council(tmp_path)
    assert slugs_at(error) == [("policy-file-missing", "council.yaml"), ("policy-file-missing", "mappings/")]


def test_a_folder_without_agreements_is_told(made):
    with pytest.raises(PolicyNotValid, match="there is no agreement"):
        read_council(made.write({}))


def test_a_file_that_would_not_be_read_is_told(made):
    with pytest.raises(PolicyNotValid, match="policy-file-ignored"):
        made.council(ELEMENTS, made.people, more={"codes/need.yml": "id: need\n"})


def test_an_agreement_written_twice_is_told(made):
    with pytest.raises(PolicyNotValid) as error:
        made.council(ELEMENTS, made.people, more={"agreements/z.yaml": made.agreement(ELEMENTS)})
    assert slugs_at(error) == [("policy-twice", "agreements/z.yaml:2")]


def test_a_code_list_is_read_with_its_years(made):
    codes = "id: need\ntitle: Need\ncodes: {N1: abuse, 02: No}\nyears:\n  2024: {N1: neglect}\n"
    council = made.council(ELEMENTS, made.people, more={"codes/need.yaml": codes})
    assert council.codes["need"].codes == {"N1": "abuse", "02": "No"}
    assert council.codes["need"].years == {2024: {"N1": "neglect"}}


def test_the_digest_changes_with_any_file_and_with_no_hidden_one(made):
    before = made.council(ELEMENTS, made.people).digest
    (made.folder / ".git").mkdir()
    (made.folder / ".git" / "index").write_text("x", encoding="utf-8")
    assert digest_of(made.folder) == before
    (made.folder / "people.yaml").write_text("a: 1\n", encoding="utf-8")
    assert digest_of(made.folder) != before
