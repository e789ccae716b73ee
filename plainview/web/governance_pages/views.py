"""The pages about Plainview itself. None of them shows anything of one resident."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from plainview.vocabulary.purposes import Purpose
from plainview.web.access.acts import Act
from plainview.web.access.can import opens_with
from plainview.web.governance_pages.quality import coverage_of, of_department, quality_of, source_quality
from plainview.web.governance_pages.spreadsheet import MEDIA_TYPE, workbook
from plainview.web.holdings import holdings, today
from plainview.web.looks import act_label, note, web_sink
from plainview.web.policy import policy
from plainview.web.sign_in.needs import needs, open_to_all

EVENTS_SHOWN = 200
KINDS = {"risk": "Risks", "circumstance": "Circumstances", "strength": "Strengths"}


@require_GET
@needs(Act.SEE_AGREEMENTS)
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements, by department."""
    rules, on = policy(), today()
    received = {source.source: source for source in holdings().sources}
    departments: dict[str, list[Any]] = {}
    for agreement in sorted(rules.agreements.values(), key=lambda a: (a.department, a.title)):
        departments.setdefault(agreement.department, []).append(agreement)
    return render(
        request, "governance/agreements.html",
        {"departments": departments, "received": received, "on": on, "count": len(rules.agreements)},
    )  # fmt: skip


@require_GET
@needs(Act.SEE_AGREEMENTS)
def agreement(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """Show one agreement: its basis, and each element with what it may be used for."""
    found = policy().agreements.get(agreement_id)
    if found is None:
        raise Http404
    received = {source.source: source for source in holdings().sources}.get(agreement_id)
    return render(
        request, "governance/agreement.html",
        {"agreement": found, "received": received, "on": today(), "purposes": list(Purpose)},
    )  # fmt: skip


@require_GET
@needs(Act.SEE_DEFINITIONS)
def definitions(request: HttpRequest) -> HttpResponse:
    """List the factors, by section."""
    sections: dict[str, list[Any]] = {}
    for one in holdings().definitions.values():
        sections.setdefault(KINDS[one.kind], []).append(one)
    return render(request, "governance/definitions.html", {"sections": sections})


@require_GET
@needs(Act.SEE_DEFINITIONS)
def definition(request: HttpRequest, factor: str) -> HttpResponse:
    """Show one factor: what it means, and when it counts."""
    found = holdings().definitions.get(factor)
    if found is None:
        raise Http404
    return render(request, "governance/definition.html", {"definition": found, "kind": KINDS[found.kind]})


@require_GET
@needs(Act.SEE_QUALITY)
def quality(request: HttpRequest) -> HttpResponse:
    """Show, source by source, what arrived and what was found wrong with it: counts, and no resident."""
    held = holdings()
    return render(request, "governance/quality.html", quality_of(held, today()))


@require_GET
@needs(Act.SEE_QUALITY)
def quality_source(request: HttpRequest, source: str) -> HttpResponse:
    """Show what was found in one source, since when, and whether it gets better."""
    one = source_quality(holdings(), source, today())
    if one is None:
        raise Http404
    return render(request, "governance/quality_source.html", {"one": one, "agreement": policy().agreements.get(source)})


@require_GET
@needs(Act.SEE_QUALITY)
def quality_workbook(request: HttpRequest, department: str) -> HttpResponse:
    """Give one department's findings as a workbook to send."""
    held = holdings()
    named = {slugify(s.department): s.department for s in held.sources}
    if department not in named:
        raise Http404
    made = HttpResponse(workbook(of_department(held, named[department], today())), content_type=MEDIA_TYPE)
    made["Content-Disposition"] = f'attachment; filename="data-quality-{department}-{held.refresh_id}.xlsx"'
    return made


@require_GET
@needs(Act.SEE_QUALITY)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show how much of each group each source knows: rounded shares, and no small group."""
    return render(request, "governance/coverage.html", coverage_of(holdings()))


@require_GET
@needs(Act.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Show the record of looks, newest first, and check its chain; no name stands in it."""
    officer = request.user.who()
    note(officer=officer, act=Act.SEE_AUDIT, decision="granted")
    sink = web_sink()
    links = list(sink.events())
    verified = sink.verify()
    counts = Counter((link.event["act"], link.event["decision"]) for link in links)
    return render(
        request, "governance/audit.html",
        {
            "verified": verified,
            "links": links[::-1][:EVENTS_SHOWN],
            "count": len(links),
            "counts": sorted(counts.items()),
            "refusals": sum(n for (_act, decision), n in counts.items() if decision == "refused"),
            "roles": policy().roles,
            "act_label": act_label,
        },
    )  # fmt: skip


@require_GET
@needs(Act.SEE_POLICY)
def roles(request: HttpRequest) -> HttpResponse:
    """Print what each role may do and see, as the policy says it."""
    return render(request, "governance/roles.html", {"roles": policy().roles, "opens_with": opens_with})


@require_GET
@open_to_all("residents and staff may read how Plainview works; it shows no data")
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Say what Plainview does, and what it does not."""
    departments = sorted({a.department for a in policy().agreements.values()})
    return render(
        request, "governance/how_it_works.html",
        {"departments": departments, "agreement_count": len(policy().agreements), "roles": policy().roles},
    )  # fmt: skip
