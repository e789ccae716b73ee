"""Every route of the URLconf, for every role: who gets in, against a matrix that was written by hand."""

import pytest

from tests.functional.made_up import AMARA, CASE_ID, CASE_SPACE, MATCH
from tests.unit.web.conftest import PEOPLE

EVERYONE = "early_help mash housing manager outreach steward governance auditor nobody"
STAFF = "early_help mash housing manager outreach steward governance auditor"
CASEWORK = "early_help mash housing manager"
# Who is let in by role. Whether the case is theirs is another matter, and another test.
EXPECTED = {
    "home": STAFF,
    "sign_in": EVERYONE,
    "sign_in_to_demo": EVERYONE,
    "sign_out": EVERYONE,
    "not_let_in": EVERYONE,
    "oidc_authentication_init": EVERYONE,
    "oidc_authentication_callback": EVERYONE,
    "oidc_logout": EVERYONE,
    "open_case": CASEWORK,
    "find": CASEWORK,
    "summary": CASEWORK,
    "purpose": CASEWORK,
    "chronology": CASEWORK,
    "sources": CASEWORK,
    "looks": CASEWORK,
    "record": CASEWORK,
    "definitions": STAFF,
    "definition": STAFF,
    "agreements": STAFF,
    "agreement": STAFF,
    "quality": "steward governance",
    "quality_source": "steward governance",
    "quality_workbook": "steward governance",
    "coverage": "steward governance",
    "matches": "steward",
    "matches_answered": "steward",
    "match": "steward",
    "match_outcome": "steward",
    "match_take_back": "steward",
    "audit": "governance auditor",
    "roles": STAFF,
    "how_it_works": EVERYONE,
}
ROLES = {
    "early_help": "early_help_worker", "mash": "mash_officer", "housing": "housing_officer", "manager": "team_manager",
    "outreach": "outreach_worker", "steward": "data_steward", "governance": "information_governance",
    "auditor": "auditor", "nobody": "",
}  # fmt: skip
PARTS = {"person_id": AMARA, "record_ref": "ref-rent-1", "system": CASE_SPACE, "case_id": CASE_ID,
         "factor": "school_absence", "agreement_id": "housing-rents", "source": "housing-rents",
         "department": "housing", "item": MATCH}  # fmt: skip
# A matrix row says "let in" by role alone; these pages then decide on the case, and refuse what isn't the officer's.
DECIDES_ON_THE_CASE = {"summary", "chronology", "sources", "looks", "record", "open_case"}


def routes() -> dict:
    from plainview.web.urls import urlpatterns

    return {pattern.name: pattern for pattern in urlpatterns}


def test_the_matrix_names_every_route_and_no_other(web):
    assert set(routes()) == set(EXPECTED)


def test_every_view_says_which_act_it_is_or_why_it_is_open(web):
    for name, pattern in routes().items():
        view = pattern.callback
        assert hasattr(view, "act") != hasattr(view, "is_open_because"), name


def test_a_view_that_says_neither_is_shown_to_nobody(web):
    from django.test import RequestFactory

    from plainview.web.sign_in.needs import DenyUndeclared, UndeclaredView

    with pytest.raises(UndeclaredView) as caught:
        DenyUndeclared(lambda r: None).process_view(RequestFactory().get("/"), lambda r: None, (), {})
    assert caught.value.slug == "undeclared-view"


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_role_gets_into_a_route_as_the_matrix_says(signed_in, name, who):
    from django.urls import reverse

    pattern = routes()[name].pattern
    parts = {part: PARTS[part] for part in pattern.converters}
    address = reverse(name, kwargs=parts or None)
    client = signed_in(PEOPLE.get(ROLES[who], ""))
    response = client.get(address)
    if response.status_code == 405:
        response = client.post(address)
    is_let_in = who in EXPECTED[name].split()
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in?next=")
    if who == "nobody":
        assert to_sign_in != is_let_in
    elif not is_let_in:
        assert response.status_code == 403
    elif name in DECIDES_ON_THE_CASE:
        assert response.status_code in (200, 302, 403, 404)
        if who == "early_help":
            assert response.status_code in (200, 302)
    else:
        assert response.status_code != 403 or name in ("not_let_in",)
