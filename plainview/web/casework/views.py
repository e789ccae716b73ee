"""Translates between the browser and a look: each view here is about one resident, granted and recorded."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from plainview.web.access.acts import Act
from plainview.web.access.can import can, opens_with
from plainview.web.casework import chronology as timeline
from plainview.web.casework import page
from plainview.web.casework.forms import FindForm, PurposeForm, choices
from plainview.web.casework.looking import (
    Look,
    decide,
    gate,
    implied_purpose,
    keep_purpose,
    looks_at_a_resident,
    purposes_of,
)  # fmt: skip
from plainview.web.casework.records import elements_seen, find_record
from plainview.web.failures import refused
from plainview.web.holdings import holdings, today
from plainview.web.looks import looks_at, note
from plainview.web.policy import policy
from plainview.web.reidentification.gate import Asked, Found
from plainview.web.sign_in.models import Officer
from plainview.web.sign_in.needs import needs

MOST_CASES = 60  # of one page; an officer with more has their case system


@require_GET
@needs(Act.SEE_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Show the officer's own cases, and how to open one."""
    officer, rules = request.user.who(), policy()
    role = rules.roles.roles[officer.role]
    if not role.sees:
        return render(request, "casework/start.html", {"opens": opens_with(role)})
    on, held = today(), holdings()
    allowed = can(
        officer=officer, act=Act.FIND_RESIDENT, roles=rules.roles, agreements=rules.agreements, on=on,
        purpose=next(iter(role.sees)), reason="own cases",
    )  # fmt: skip
    if not allowed.allowed:
        return render(request, "casework/start.html", {"opens": allowed.reasons[0], "do": allowed.do})
    cases = held.cases(officer, on)
    only_for = held.withheld_for(c.person_id for c in cases)
    cases = tuple(c for c in cases if not (may := only_for.get(c.person_id)) or officer.role in may)
    shown = cases[:MOST_CASES]
    note(
        officer=officer, act="see_my_cases", decision="granted", because=(f"{len(shown)} cases",),
        refresh_id=held.refresh_id,
    )  # fmt: skip
    asked = Asked(officer, "my_cases", "The officer's own list of cases", held.refresh_id)
    names = gate().names(asked, subject="", people=[c.person_id for c in shown], fields=["name"]) if shown else None
    return render(
        request, "casework/home.html",
        {"cases": shown, "more": len(cases) - len(shown), "names": names, "opens": opens_with(role)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.OPEN_CASE)
def open_case(request: HttpRequest, system: str, case_id: str) -> HttpResponse:
    """Open a resident by the case system's own reference."""
    officer = request.user.who()
    role = policy().roles.roles[officer.role]
    purposes, implied = purposes_of(role), implied_purpose(role)
    form = PurposeForm(_sent(request), purposes=purposes)
    if implied is None and not (request.method == "POST" and form.is_valid()):
        return render(
            request, "casework/purpose.html",
            {"form": form, "choices": choices(purposes), "action": request.path, "title": "Open a case"},
            status=400 if form.errors else 200,
        )  # fmt: skip
    purpose, reason = (implied, "") if implied else form.chosen(officer)
    if (refusal := _may_look_up(request, Act.OPEN_CASE, purpose, reason)) is not None:
        return refusal
    asked = Asked(officer, purpose, reason, holdings().refresh_id)
    found = _allowed(request, gate().find_case(asked, space=system, case=case_id), asked)
    return _one_or_several(request, found, asked, how="this case reference")


@require_http_methods(["GET", "POST"])
@needs(Act.FIND_RESIDENT)
def find(request: HttpRequest) -> HttpResponse:
    """Find a resident by name and date of birth. What was typed travels in the body, never in an address."""
    officer = request.user.who()
    role = policy().roles.roles[officer.role]
    purposes, implied = purposes_of(role), implied_purpose(role)
    form = FindForm(_sent(request))
    why = PurposeForm(_sent(request), purposes=purposes)
    is_ready = request.method == "POST" and form.is_valid() & (implied is not None or why.is_valid())
    if not is_ready:
        return render(
            request, "casework/find.html",
            {"form": form, "why": None if implied else why, "choices": choices(purposes), "opens": opens_with(role)},
            status=400 if request.method == "POST" else 200,
        )  # fmt: skip
    purpose, reason = (implied, "") if implied else why.chosen(officer)
    if (refusal := _may_look_up(request, Act.FIND_RESIDENT, purpose, reason)) is not None:
        return refusal
    asked = Asked(officer, purpose, reason, holdings().refresh_id)
    people = gate().find_person(asked, name=form.cleaned_data["name"], born_on=form.cleaned_data["born_on"])
    return _one_or_several(request, _allowed(request, people, asked), asked, how="this name and date of birth")


@require_http_methods(["GET", "POST"])
@needs(Act.SEE_SUMMARY)
def purpose(request: HttpRequest, person_id: str) -> HttpResponse:
    """Ask what for an officer looks at a resident, before anything is shown."""
    officer = request.user.who()
    role = policy().roles.roles[officer.role]
    purposes = purposes_of(role)
    form = PurposeForm(_sent(request), purposes=purposes)
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/residents/"):
        back = reverse("summary", kwargs={"person_id": person_id})
    if request.method == "POST" and form.is_valid():
        keep_purpose(request, person_id, *form.chosen(officer))
        return HttpResponseRedirect(back)
    return render(
        request, "casework/purpose.html",
        {"form": form, "choices": choices(purposes), "action": request.path, "next": back,
         "title": "What are you looking for?"},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_GET
@needs(Act.SEE_SUMMARY)
@looks_at_a_resident(Act.SEE_SUMMARY)
def summary(request: HttpRequest, look: Look) -> HttpResponse:
    """Show the case summary."""
    return render(request, "casework/summary.html", page.summary_page(look))


@require_GET
@needs(Act.SEE_SUMMARY)
@looks_at_a_resident(Act.SEE_SUMMARY)
def chronology(request: HttpRequest, look: Look) -> HttpResponse:
    """Show what happened when, newest first; by area, as a timeline or as a table."""
    told = page.summary_page(look, chronology=True)
    wanted = [area for area in request.GET.getlist("area") if area.isidentifier()]
    told |= timeline.filtered(
        told["summary"],
        wanted,
        of_resident=request.GET.get("who") == "resident",
        everything=request.GET.get("all") == "1",
    )
    whole = request.GET.copy()
    whole["all"] = "1"
    told |= {"as_table": request.GET.get("view") == "table", "whole": whole.urlencode()}
    return render(request, "casework/chronology.html", told)


@require_GET
@needs(Act.SEE_SUMMARY)
@looks_at_a_resident(Act.SEE_SUMMARY)
def sources(request: HttpRequest, look: Look) -> HttpResponse:
    """Show which sources the summary stands on, how old they are, and what its words mean."""
    return render(request, "casework/sources.html", page.summary_page(look))


@require_GET
@needs(Act.SEE_LOOKS)
@looks_at_a_resident(Act.SEE_LOOKS)
def looks(request: HttpRequest, look: Look) -> HttpResponse:
    """Show who has looked at this resident: role, team, purpose, time; no name of an officer."""
    teams = dict(Officer.objects.values_list("subject", "team"))
    role = policy().roles.roles[look.officer.role]
    return render(
        request,
        "casework/looks.html",
        page.frame_of(look) | {"looks": looks_at(look.person_id, teams=teams, purposes=purposes_of(role))},
    )


@require_GET
@needs(Act.SEE_RECORD)
@looks_at_a_resident(Act.SEE_RECORD)
def record(request: HttpRequest, look: Look, record_ref: str) -> HttpResponse:
    """Show one row as received: only the elements that this officer may see for this purpose."""
    found = find_record(look, record_ref)
    if found is None:
        note(  # the look at the resident was granted; this record was not
            officer=look.officer, act=Act.SEE_RECORD, decision="refused", subject=look.person_id,
            purpose=look.purpose_id, because=("the record is none of this resident's, or is not shown",),
        )  # fmt: skip
        return render(request, "casework/no_record.html", page.frame_of(look), status=404)
    seen = elements_seen(look, found)
    received = gate().record(look.asked, subject=look.person_id, record_ref=record_ref, elements=seen)
    return render(request, "casework/record.html", page.record_page(look, found, received, seen))


def _sent(request: HttpRequest) -> QueryDict | None:
    """Give what a form sent; a form that was sent empty is a form with errors."""
    return request.POST if request.method == "POST" else None


def _may_look_up(request: HttpRequest, act: Act, purpose: str, reason: str) -> HttpResponse | None:
    """Decide whether the officer may look anyone up; a refusal is written and told."""
    officer, rules = request.user.who(), policy()
    decision = can(
        officer=officer, act=act, roles=rules.roles, agreements=rules.agreements, on=today(), purpose=purpose,
        reason=reason,
    )  # fmt: skip
    if decision.allowed:
        return None
    note(officer=officer, act=act, decision="refused", purpose=purpose, reason=reason, because=decision.reasons)
    return refused(request, decision)


def _allowed(request: HttpRequest, found: list[Found], asked: Asked) -> list[Found]:
    """Keep those whom the officer may see; each who is not kept leaves a refusal in the audit."""
    kept = []
    for one in found:
        decision, _record, _household = decide(
            officer=asked.officer, act=Act.SEE_SUMMARY, person_id=one.person_id, purpose=asked.purpose,
            reason=asked.reason, held=holdings(), on=today(),
        )  # fmt: skip
        if decision.allowed:
            keep_purpose(request, one.person_id, asked.purpose, asked.reason)
            kept.append(one)
        else:
            note(
                officer=asked.officer, act=Act.SEE_SUMMARY, decision="refused", subject=one.person_id,
                purpose=asked.purpose, reason=asked.reason, because=decision.reasons, refresh_id=asked.refresh_id,
            )  # fmt: skip
    return kept


def _one_or_several(request: HttpRequest, found: list[Found], asked: Asked, *, how: str) -> HttpResponse:
    """Go to the one resident found, let the officer choose among several, or say the same as for nobody."""
    if len(found) == 1:
        return HttpResponseRedirect(reverse("summary", kwargs={"person_id": quote(found[0].person_id)}))
    role = policy().roles.roles[asked.officer.role]
    told = {"found": found, "how": how, "opens": opens_with(role)}
    return render(request, "casework/found.html", told, status=200 if found else 404)
