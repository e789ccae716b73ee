"""Sessions end by themselves: 15 minutes after the last act, 10 hours after sign-in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

_STARTED, _LAST = "signed_in_at", "last_act_at"
_NOTED_EVERY_SECONDS = 30


def end_old_sessions(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever was idle too long or signed in too long ago, before any view runs."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            started = request.session.setdefault(_STARTED, now)
            last = request.session.get(_LAST, now)
            if now - last > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_LONGEST_SECONDS:
                logout(request)
            else:
                # To write each act down would cost a write for every page; so it may end half a minute early.
                if now - last >= _NOTED_EVERY_SECONDS or _LAST not in request.session:
                    request.session[_LAST] = now
        return answer(request)

    return respond
