"""Signing in and out. All ways in are here: single sign-on, and the people of the demo in demo mode."""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_POST
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from plainview.web.failures import not_found
from plainview.web.looks import note
from plainview.web.policy import policy
from plainview.web.sign_in.needs import open_to_all

logger = logging.getLogger("plainview.web")
DEMO = "plainview.web.sign_in.backends.DemoPeople"


def place_to_go(request: HttpRequest) -> str:
    """Give the page of ours that the officer wanted before signing in; any other address is the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("home")


@require_GET
@open_to_all("whoever isn't signed in must be able to sign in")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Offer the single sign-on, and in demo mode the people of the demo."""
    onward = place_to_go(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    roles = policy().roles.roles
    return render(
        request, "access/sign_in.html",
        {
            "next": onward,
            "people": policy().demo_people if settings.HOUSE.is_demo else (),
            "roles": roles,
            "has_single_sign_on": bool(settings.OIDC_OP_AUTHORIZATION_ENDPOINT),
            "single_sign_on": f"{reverse('oidc_authentication_init')}?{urlencode({'next': onward})}",
        },
    )  # fmt: skip


@require_POST
@open_to_all("it signs in a person of the demo, and outside demo mode does nothing")
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Sign in as a person of the demo."""
    wanted = request.POST.get("person", "")
    person = next((p for p in policy().demo_people if p.id == wanted), None)
    officer = authenticate(request, demo_person=person) if settings.HOUSE.is_demo and person else None
    if officer is None:
        return not_found(request)
    login(request, officer, backend=DEMO)
    note(officer=officer.who(), act="sign_in", decision="granted", because=("demo mode",))
    return HttpResponseRedirect(place_to_go(request))


@require_POST
@open_to_all("whoever is signed in may sign out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        note(officer=request.user.who(), act="sign_out", decision="done")
    logout(request)
    return HttpResponseRedirect(reverse("sign_in"))


@require_GET
@open_to_all("whoever was not let in must be told what to do")
def not_let_in(request: HttpRequest) -> HttpResponse:
    """Say that the council's sign-on knows the officer and Plainview gives them no role."""
    return render(request, "access/not_let_in.html", status=403)


class _Callback(OIDCAuthenticationCallbackView):
    """Back from the identity provider: write the sign-in down before the session is of use."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Take the provider's answer; one that can't be trusted, or a provider that does not answer, lets nobody in."""
        try:
            return super().get(request)
        except (SuspiciousOperation, jwt.PyJWTError, requests.RequestException) as error:
            logger.warning("single sign-on let nobody in: %s", type(error).__name__)
            return self.login_failure()

    def login_success(self) -> HttpResponse:
        """Sign in, audited."""
        response = super().login_success()
        note(officer=self.user.who(), act="sign_in", decision="granted", because=("single sign-on",))
        return response


single_sign_on = open_to_all("it leads to the council's identity provider")(OIDCAuthenticationRequestView.as_view())
single_sign_on_callback = open_to_all("the identity provider sends officers back here")(_Callback.as_view())
