"""All addresses. No name, date of birth or number of a resident ever stands in one."""

from django.urls import path, register_converter

from plainview.web.casework import views as casework
from plainview.web.governance_pages import views as governance
from plainview.web.matches import views as matches
from plainview.web.sign_in import views as sign_in


class Pseudonym:
    """A display pseudonym, or the id of a match: nothing that a person could have typed from a name."""

    regex = "[a-z2-7]{20}"

    def to_python(self, value: str) -> str:
        """Give it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Give it as it is."""
        return value


class Reference(Pseudonym):
    """An opaque reference of a record."""

    regex = "[A-Za-z0-9_-]{6,80}"


register_converter(Pseudonym, "pseudonym")
register_converter(Reference, "reference")

urlpatterns = [
    path("", casework.home, name="home"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/demo", sign_in.sign_in_to_demo, name="sign_in_to_demo"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("refused", sign_in.not_let_in, name="not_let_in"),
    path("oidc/authenticate/", sign_in.single_sign_on, name="oidc_authentication_init"),
    path("oidc/callback/", sign_in.single_sign_on_callback, name="oidc_authentication_callback"),
    path("oidc/logout/", sign_in.sign_out, name="oidc_logout"),  # the library's own name for it
    path("open/<slug:system>/<str:case_id>", casework.open_case, name="open_case"),
    path("find", casework.find, name="find"),
    path("residents/<pseudonym:person_id>", casework.summary, name="summary"),
    path("residents/<pseudonym:person_id>/purpose", casework.purpose, name="purpose"),
    path("residents/<pseudonym:person_id>/chronology", casework.chronology, name="chronology"),
    path("residents/<pseudonym:person_id>/sources", casework.sources, name="sources"),
    path("residents/<pseudonym:person_id>/looks", casework.looks, name="looks"),
    path("residents/<pseudonym:person_id>/records/<reference:record_ref>", casework.record, name="record"),
    path("definitions", governance.definitions, name="definitions"),
    path("definitions/<str:factor>", governance.definition, name="definition"),
    path("agreements", governance.agreements, name="agreements"),
    path("agreements/<slug:agreement_id>", governance.agreement, name="agreement"),
    path("data-quality", governance.quality, name="quality"),
    path("data-quality/groups", governance.coverage, name="coverage"),
    path("data-quality/<slug:department>.xlsx", governance.quality_workbook, name="quality_workbook"),
    path("data-quality/<slug:source>", governance.quality_source, name="quality_source"),
    path("matches", matches.matches, name="matches"),
    path("matches/answered", matches.answered, name="matches_answered"),
    path("matches/<pseudonym:item>", matches.match, name="match"),
    path("matches/<pseudonym:item>/outcome", matches.outcome, name="match_outcome"),
    path("matches/<pseudonym:item>/take-back", matches.take_back, name="match_take_back"),
    path("audit", governance.audit, name="audit"),
    path("roles", governance.roles, name="roles"),
    path("how-it-works", governance.how_it_works, name="how_it_works"),
]

handler400 = "plainview.web.failures.bad_request"
handler403 = "plainview.web.failures.not_allowed"
handler404 = "plainview.web.failures.not_found"
handler500 = "plainview.web.failures.went_wrong"
