"""Pages for what went wrong: plain words, what to do next, and never whether a resident exists."""

import logging
import secrets
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plainview.vocabulary.errors import PlainviewError

if TYPE_CHECKING:
    from plainview.web.access.can import Decision

logger = logging.getLogger("plainview.web")


def refused(request: HttpRequest, decision: "Decision") -> HttpResponse:
    """Say why not, and what to do. About a resident, the words are the same for everyone."""
    return render(request, "failures/refused.html", {"decision": decision}, status=403)


def nothing_shown(request: HttpRequest, error: PlainviewError) -> HttpResponse:
    """Say that a look could not be recorded, so nothing is shown."""
    logger.error("%s", error.slug)
    return _told(request, 503, "This page can't be shown now", [
        "Plainview records each look before it shows anything. It could not record this one, so nothing is shown.",
        "Try again in a few minutes. If it goes on, tell the Plainview team.",
    ])  # fmt: skip


def out_of_order(request: HttpRequest, error: PlainviewError) -> HttpResponse:
    """Say that something of ours doesn't work, with the slug that the team will ask for."""
    logger.error("%s", error.slug)
    return _told(request, 503, "This part of Plainview is not working", [
        f"Tell the Plainview team this word: {error.slug}.",
        "Nothing you did has been lost. Try again in a few minutes.",
    ])  # fmt: skip


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    return _told(request, 400, "Plainview could not read that request", [
        "Go back, check what you typed, and send it again.",
    ])  # fmt: skip


def form_went_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent from an old page, or from another site."""
    return _told(request, 403, "This form is too old to send", [
        "You may have signed out or signed in again since you opened it. Go back, load the page again, and send it.",
    ])  # fmt: skip


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a page that may not be seen."""
    return _told(request, 403, "You can't see this page", ["If your work needs it, ask your manager."])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return _told(request, 404, "Page not found", [
        "If you typed the address, check it. If you followed a link, tell the Plainview team where you found it.",
    ])  # fmt: skip


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw, with a number that finds it in the log."""
    number = secrets.token_hex(4)
    logger.error("a page failed, told to the officer as %s", number)
    return _told(request, 500, "Something went wrong", [
        f"It is not your fault. Tell the Plainview team this number: {number}.",
        "Try again in a few minutes.",
    ])  # fmt: skip


def _told(request: HttpRequest, status: int, title: str, lines: list[str]) -> HttpResponse:
    return render(request, "failures/told.html", {"title": title, "lines": lines}, status=status)
