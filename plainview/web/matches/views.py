"""Translates between the browser and the stewards' queue. The list shows no name; a match shows two records."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plainview.web.access.acts import Act
from plainview.web.casework.looking import gate
from plainview.web.holdings import holdings, today
from plainview.web.looks import MATCH_REVIEW
from plainview.web.matches import page
from plainview.web.matches.forms import AnswerForm, WordsForm
from plainview.web.reidentification.gate import Asked, NotTaken
from plainview.web.sign_in.needs import needs

AT_ONCE = 50


@require_GET
@needs(Act.REVIEW_MATCHES)
def matches(request: HttpRequest) -> HttpResponse:
    """List the matches to review: kinds, counts and order, and no name."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in page.KINDS else ""
    said = request.GET.get("page", "1")
    number = min(int(said), 1000) if said.isascii() and said.isdigit() and int(said) else 1
    start = (number - 1) * AT_ONCE
    told = gate().matches(_asked(request, "The list of matches to review"), kind=kind, start=start, most=AT_ONCE)
    return render(
        request, "matches/list.html",
        {"queue": told, "kinds": page.KINDS, "levels": page.LEVELS, "kind": kind, "page": number,
         "pages": max(1, -(-told["count"] // AT_ONCE))},
    )  # fmt: skip


@require_GET
@needs(Act.REVIEW_MATCHES)
def answered(request: HttpRequest) -> HttpResponse:
    """List what was answered: disagreements first, what waits for someone else, what was decided lately."""
    told = gate().matches(_asked(request, "The list of answered matches"), kind="", start=0, most=1)
    officers = page.names_of({d["officer"] for d in told["decided"]})
    return render(
        request, "matches/answered.html",
        {"queue": told, "kinds": page.KINDS, "answers": page.ANSWERS, "officers": officers},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.REVIEW_MATCHES)
def match(request: HttpRequest, item: str) -> HttpResponse:
    """Show one match with both records, and take an answer."""
    asked = _asked(request, "A match to review")
    is_sent = request.method == "POST"
    every = [(a, a) for a in ("same", "different", "not_sure", "settle_same", "settle_different")]
    form = AnswerForm(request.POST if is_sent else None, answers=every)
    if is_sent and form.is_valid():
        took = gate().decide(asked, item=item, **form.cleaned_data)
        if isinstance(took, NotTaken):
            return _not_taken(request, item, took)
        return HttpResponseRedirect(reverse("match_outcome", kwargs={"item": item}))
    told = gate().match(asked, item=item, may_see=page.fields_seen(today()))
    if isinstance(told, NotTaken):
        return _not_taken(request, item, told)
    label, _plain = page.KINDS[told["kind"]]
    links = [(page.sources_of(link), link["because"]) for link in told["holds"]]
    return render(
        request, "matches/match.html",
        {"match": told, "label": label, "rows": page.rows(told), "links": links, "form": form,
         "asks": page.answers_asked(told), "answers": page.ANSWERS,
         "officers": page.names_of({g["officer"] for g in told["answers"]})},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_GET
@needs(Act.REVIEW_MATCHES)
def outcome(request: HttpRequest, item: str) -> HttpResponse:
    """Say what follows from the answers, since when it counts, and who should be told."""
    return _outcome(request, item, WordsForm())


@require_POST
@needs(Act.REVIEW_MATCHES)
def take_back(request: HttpRequest, item: str) -> HttpResponse:
    """Take a decision, or an answer of one's own, back."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _outcome(request, item, form)
    took = gate().decide(_asked(request, "A match to review"), item=item, answer="take_back", **form.cleaned_data)
    if isinstance(took, NotTaken):
        return _not_taken(request, item, took)
    return HttpResponseRedirect(reverse("matches_answered"))


def _outcome(request: HttpRequest, item: str, form: WordsForm) -> HttpResponse:
    told = gate().outcome(_asked(request, "What followed from a match that was reviewed"), item=item)
    if isinstance(told, NotTaken):
        return _not_taken(request, item, told)
    readers = page.readers(told["people"], timezone.now()) if told["state"] == "decided" else []
    return render(
        request, "matches/outcome.html",
        {"match": told, "form": form, "readers": readers, "days": page.READ_LATELY.days, "answers": page.ANSWERS,
         "officers": page.names_of({g["officer"] for g in told["answers"]} | {told["decided_by"]})},
        status=400 if form.errors else 200,
    )  # fmt: skip


def _not_taken(request: HttpRequest, item: str, why: NotTaken) -> HttpResponse:
    told = {"why": why, "item": item if why.is_there else ""}
    return render(request, "matches/not_taken.html", told, status=409 if why.is_there else 404)


def _asked(request: HttpRequest, reason: str) -> Asked:
    return Asked(request.user.who(), MATCH_REVIEW, reason, holdings().refresh_id)
