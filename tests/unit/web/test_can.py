"""The one question of access, asked of made-up officers and residents under Larkmere's own policy."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plainview.agreements.council import read_council
from plainview.agreements.problems import PolicyNotValid
from plainview.web.access.acts import Act
from plainview.web.access.can import can, hidden_by, is_trained, opens_with, sees_element
from plainview.web.access.officers import Officer
from plainview.web.access.roles import read_roles
from plainview.web.access.sight import Sight
from tests.functional.made_up import AMARA, DANA, KOFI, MadeUpModel

ROOT = Path(__file__).resolve().parents[3]
ROLES = read_roles(ROOT / "plainview" / "synthetic" / "larkmere" / "council")
AGREEMENTS = read_council(ROOT / "tests" / "functional" / "council").agreements
ON = date(2026, 11, 1)
MODEL = MadeUpModel()
PRIYA = Officer("o1", "Priya", "early_help_worker", "Early Help East", "Early Help", "s-priya", date(2026, 2, 1))
NGOZI = Officer("o2", "Ngozi", "mash_officer", "MASH", "Children", "s-ngozi", date(2026, 2, 1))
OWEN = Officer("o3", "Owen", "housing_officer", "Canal Ward Housing", "Housing", "s-owen", date(2026, 2, 1))


def asked(officer, resident=AMARA, purpose="early_help_assessment", act=Act.SEE_SUMMARY, reason="", on=ON, living=()):
    return can(
        officer=officer, act=act, roles=ROLES, agreements=AGREEMENTS, on=on, purpose=purpose, reason=reason,
        resident=MODEL.resident(resident) if resident else None, household=tuple(MODEL.residents(living)),
    )  # fmt: skip


def test_an_allocated_worker_sees_the_case_and_is_told_why():
    decision = asked(PRIYA)
    assert decision.allowed
    assert decision.reasons[0] == "This case is allocated to you."
    assert decision.agreements == ("csc-contacts", "early-help", "school-attendance")


def test_a_team_mate_sees_the_case():
    mate = replace(PRIYA, staff="s-other")
    assert asked(mate).reasons[0] == "Your team, Early Help East, works with this person."


def test_someone_of_no_team_is_not_taken_for_the_team_of_a_case_without_one():
    assert not asked(replace(PRIYA, staff="", team="")).allowed


def test_a_tie_ends_with_the_involvement():
    assert asked(PRIYA, on=date(2026, 9, 18)).allowed
    assert not asked(PRIYA, on=date(2026, 9, 17)).allowed


def test_living_with_a_case_is_a_tie_for_those_whose_role_says_so():
    assert asked(PRIYA, KOFI, living=[AMARA]).allowed
    assert not asked(PRIYA, KOFI).allowed
    manager = replace(PRIYA, role="team_manager")
    assert not asked(manager, KOFI, "supervision", living=[AMARA]).allowed


def test_triage_opens_any_case_with_a_reason_and_none_without():
    assert not asked(NGOZI, purpose="safeguarding_triage").allowed
    decision = asked(NGOZI, purpose="safeguarding_triage", reason="A strategy discussion has been called")
    assert decision.allowed and "reviewed" in decision.reasons[0]


def test_a_reason_opens_nothing_for_a_role_without_that_tie():
    assert not asked(replace(PRIYA, staff="", team=""), reason="I am curious").allowed


@pytest.mark.parametrize("purpose", ["", "supervision", "no_such_purpose"])
def test_a_purpose_that_is_not_the_roles_own_is_refused(purpose):
    assert not asked(PRIYA, purpose=purpose).allowed


def test_nobody_and_somebody_elses_read_the_same():
    stranger = replace(PRIYA, staff="s-x", team="Other")
    assert asked(stranger, AMARA) == asked(stranger, None)


def test_a_withheld_resident_reads_like_nobody_to_all_but_the_named_roles():
    withheld = replace(MODEL.resident(AMARA), withheld_for=("mash_officer",))
    told = can(officer=PRIYA, act=Act.SEE_SUMMARY, roles=ROLES, agreements=AGREEMENTS, on=ON, resident=withheld,
               purpose="early_help_assessment")  # fmt: skip
    assert told == asked(PRIYA, None)
    named = can(officer=NGOZI, act=Act.SEE_SUMMARY, roles=ROLES, agreements=AGREEMENTS, on=ON, resident=withheld,
                purpose="safeguarding_triage", reason="A strategy discussion has been called")  # fmt: skip
    assert named.allowed


def test_no_role_and_no_act_are_refused():
    assert not asked(replace(PRIYA, role="")).allowed
    for role in ("data_steward", "information_governance", "auditor", "outreach_worker"):
        assert not asked(replace(PRIYA, role=role)).allowed


@pytest.mark.parametrize(
    ("trained_on", "holds"),
    [(None, False), (date(2026, 11, 1), False), (date(2026, 10, 31), True), (date(2025, 11, 2), True),
     (date(2025, 11, 1), False), (date(2020, 1, 1), False)],
)  # fmt: skip
def test_training_opens_access_the_day_after_and_holds_for_a_year(trained_on, holds):
    assert is_trained(replace(PRIYA, trained_on=trained_on), ROLES, ON) is holds
    assert asked(replace(PRIYA, trained_on=trained_on)).allowed is holds


def test_an_untrained_officer_is_told_how_to_train():
    assert asked(replace(PRIYA, trained_on=None)).do == ROLES.training.how


def test_what_is_hidden_is_told_with_why_and_without_a_record():
    hidden = {one.what: one.why for one in asked(OWEN, DANA, "housing_support").hidden}
    assert "What Children's Social Care holds" in hidden
    assert "School and education" in hidden
    assert all(why for why in hidden.values())
    assert hidden_by(ROLES.roles["mash_officer"].sees["safeguarding_triage"], ROLES, AGREEMENTS)


def sight(officer, purpose, *people):
    sees = ROLES.roles[officer.role].sees[purpose]
    return Sight(sees=sees, agreements=AGREEMENTS, records=MODEL.residents(people), today=ON)


def test_a_housing_officer_sees_rent_and_who_works_with_them_and_no_more():
    eyes = sight(OWEN, "housing_support", AMARA, DANA)
    assert eyes.may_see(DANA, "rent_accounts", "arrears_pence", "housing-rents")
    assert eyes.may_see(AMARA, "service_involvements", "staff", "early-help")
    for table, column, source in (("contacts", "reason", "csc-contacts"), ("health_flags", "condition", "early-help"),
                                  ("attendance_terms", "sessions_possible", "school-attendance"),
                                  ("residents", "born_month", "csc-contacts")):  # fmt: skip
        assert not eyes.may_see(AMARA, table, column, source)


def test_a_column_that_stands_on_a_hidden_class_is_hidden():
    eyes = sight(PRIYA, "early_help_assessment", AMARA, KOFI)
    assert not eyes.may_see(KOFI, "youth_offences", "offence", "csc-contacts")
    assert eyes.may_see(AMARA, "contacts", "reason", "csc-contacts")
    triage = sight(NGOZI, "safeguarding_triage", AMARA, KOFI)
    assert triage.may_see(KOFI, "youth_offences", "offence", "csc-contacts")


def test_a_source_without_an_agreement_is_not_seen():
    eyes = sight(PRIYA, "early_help_assessment", AMARA)
    assert not eyes.may_see(AMARA, "contacts", "reason", "no-such-agreement")
    assert eyes.not_shared_since("no-such-agreement", "", ON) == ON


def test_an_agreement_that_ended_is_told_with_its_day_on_any_past_day():
    eyes = sight(PRIYA, "early_help_assessment", AMARA)
    assert eyes.not_shared_since("youth-justice", "", date(2025, 1, 1)) == date(2026, 6, 30)
    assert eyes.not_shared_since("housing-rents", "Arrears", ON) is None
    assert eyes.not_shared_since("housing-rents", "Gone", ON) == ON


def test_a_field_for_monitoring_alone_is_never_seen():
    sees = ROLES.roles["mash_officer"].sees["safeguarding_triage"]
    agreement = AGREEMENTS["school-attendance"]
    assert not sees_element(sees, agreement, "Ethnic_Code", ON)
    assert not sees_element(sees, agreement, "Not_Listed", ON)
    assert sees_element(sees, agreement, "Unauth", ON)


def test_each_role_says_in_plain_words_what_it_opens():
    for role in ROLES.roles.values():
        assert opens_with(role).endswith(".")


def test_the_door_is_told_which_roles_may_find_and_reveal():
    acts = ROLES.at_the_door()
    assert acts["early_help_worker"] == {"find", "reveal"}
    assert acts["auditor"] == frozenset() == acts["outreach_worker"]
    assert acts["data_steward"] == {"review"}


def test_reviewing_matches_shows_names_and_so_needs_the_training():
    dev = Officer("o4", "Dev", "data_steward", trained_on=date(2026, 2, 1))
    assert asked(dev, None, "", Act.REVIEW_MATCHES).allowed
    untrained = asked(replace(dev, trained_on=None), None, "", Act.REVIEW_MATCHES)
    assert not untrained.allowed and "training" in untrained.reasons[0]
    assert asked(replace(dev, trained_on=None), None, "", Act.SEE_QUALITY).allowed, "counts need none"
    assert not asked(PRIYA, None, "", Act.REVIEW_MATCHES).allowed


@pytest.mark.parametrize(
    ("broken", "word"),
    [("areas: [people, nonsense]", "area"), ("relationship: [friend]", "relationship"), ("acts: [fly]", "acts")],
)
def test_a_policy_of_access_that_does_not_hold_is_told_with_file_and_line(tmp_path, broken, word):
    text = (ROOT / "plainview/synthetic/larkmere/council/access/roles.yaml").read_text()
    key = broken.split(":")[0]
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{key}: ["))
    lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + broken
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "roles.yaml").write_text("\n".join(lines))
    with pytest.raises(PolicyNotValid) as caught:
        read_roles(tmp_path)
    assert "access/roles.yaml:" in caught.value.told() and word in caught.value.told()


def test_a_council_without_a_policy_of_access_is_an_error(tmp_path):
    with pytest.raises(PolicyNotValid, match="nobody may see anything"):
        read_roles(tmp_path)


@pytest.mark.parametrize(
    "council", ["plainview/synthetic/larkmere/council", "examples/harrowmoor", "examples/statutory"]
)
def test_web_and_bridge_read_the_same_from_a_council_s_roles(council):
    """The bridge looks at the role by itself: where the two differed, a page would promise what the door refuses."""
    from plainview.pipeline.bridge_service import roles

    assert roles(read_council(ROOT / council)) == read_roles(ROOT / council).at_the_door()
