"""Two ways in: the council's single sign-on, and, in demo mode alone, the people of the demo."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from plainview.web.access.people import Person
from plainview.web.holdings import holdings
from plainview.web.policy import policy
from plainview.web.sign_in.models import Officer


def no_username(_: str) -> str:
    """Give a name that means nothing: officers are keyed on their subject."""
    return secrets.token_hex(8)


class SingleSignOn(OIDCAuthenticationBackend):
    """Let in who the council's identity provider vouches for and who holds exactly one role of Plainview."""

    def verify_token(self, token: str, **named: Any) -> dict[str, Any]:
        """
        Check signature, nonce and expiry, as the library does, and that the token is ours, from our provider.

        Raises: SuspiciousOperation, which ends on the page for those who are not let in.
        """
        payload: dict[str, Any] = super().verify_token(token, **named)
        audience = payload.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("the token is for another application")
        if payload.get("iss") != settings.OIDC_ISSUER:
            raise SuspiciousOperation("the token is of another issuer")
        return payload

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Refuse anyone without a subject or without one role of ours: no account is made for them."""
        return bool(claims.get("sub")) and self._role(claims) is not None

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[Officer]:
        """Find by subject, never by e-mail."""
        return Officer.objects.filter(subject=claims["sub"], is_demo=False)

    def create_user(self, claims: dict[str, Any]) -> Officer:
        """Keep a record of an officer who signs in for the first time."""
        return self.update_user(Officer(subject=claims["sub"]), claims)

    def update_user(self, user: Officer, claims: dict[str, Any]) -> Officer:
        """Take role and name from the claims, and team, staff reference and training from the council's list."""
        listed = policy().officers.get(user.subject)
        user.role = self._role(claims) or ""
        user.name = str(claims.get("name") or "")[:200]
        user.team = listed.team if listed else ""
        user.service = listed.service if listed else ""
        user.staff = holdings().staff_reference(listed.staff) if listed else ""
        user.trained_on = listed.trained_on if listed else None
        user.save()
        return user

    def get_user(self, user_id: Any) -> Officer | None:
        """Give the officer of a session, unless their account was closed."""
        return Officer.objects.filter(pk=user_id, is_active=True, is_demo=False).first()

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Take the claims of the signed id token: Entra puts app roles there and not in the user's profile."""
        return payload

    @staticmethod
    def _role(claims: dict[str, Any]) -> str | None:
        roles = claims.get("roles")
        return policy().roles.by_app_role([str(r) for r in roles]) if isinstance(roles, list) else None


class DemoPeople(BaseBackend):
    """Let in a person of the demo. Outside demo mode it lets in nobody, and ends their sessions."""

    def authenticate(self, request: HttpRequest | None, demo_person: Person | None = None, **_: Any) -> Officer | None:
        """Sign in as that person of the demo."""
        if not settings.HOUSE.is_demo or demo_person is None:
            return None
        details = {name: getattr(demo_person, name) for name in ("name", "role", "team", "service")}
        details["staff"] = holdings().staff_reference(demo_person.staff)
        officer, _made = Officer.objects.update_or_create(
            subject=f"demo:{demo_person.id}",
            defaults={**details, "trained_on": demo_person.trained_on, "is_demo": True},
        )
        return officer

    def get_user(self, user_id: Any) -> Officer | None:
        """Give the officer of a session, in demo mode alone."""
        if not settings.HOUSE.is_demo:
            return None
        return Officer.objects.filter(pk=user_id, is_demo=True, is_active=True).first()
