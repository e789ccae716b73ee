"""Deny by default: a view says which act it is, or why it is open to all; one that says neither is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from plainview.vocabulary.errors import PlainviewError
from plainview.web.access.acts import ABOUT_A_RESIDENT, Act
from plainview.web.access.can import can
from plainview.web.failures import refused
from plainview.web.holdings import today
from plainview.web.looks import note_refusal
from plainview.web.policy import policy

View = Callable[..., HttpResponse]


class UndeclaredView(PlainviewError):
    """A page has no declared act, so nobody may see it."""

    slug = "undeclared-view"


def needs(act: Act) -> Callable[[View], View]:
    """
    Let in only officers whose role holds the act; everyone else signs in, or is told why not.

    A view about a resident decides again, on the resident: this asks only whether the role ever may.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            officer = request.user.who()
            rules = policy()
            role = rules.roles.roles.get(officer.role)
            if role is None or act not in role.acts or act not in ABOUT_A_RESIDENT:
                decision = can(officer=officer, act=act, roles=rules.roles, agreements=rules.agreements, on=today())
                if not decision.allowed:
                    note_refusal(officer=officer, act=act, because=decision.reasons)
                    return refused(request, decision)
            return view(request, *args, **named)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return declare


def open_to_all(why: str) -> Callable[[View], View]:
    """Declare that a page needs no sign-in, and why that is right."""

    def declare(view: View) -> View:
        view.is_open_because = why  # type: ignore[attr-defined]
        return view

    return declare


class DenyUndeclared:
    """Stop before any view that declares neither an act nor why it is open."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, named: Any) -> None:
        """Refuse. Raises: UndeclaredView."""
        if not hasattr(view, "act") and not hasattr(view, "is_open_because"):
            raise UndeclaredView(
                "this page does not say who may see it, so it is shown to nobody.",
                where=f"View: {getattr(view, '__module__', '')}.{getattr(view, '__name__', '')}",
                do="Declare it with `needs(...)` or `open_to_all(...)`.",
            )
