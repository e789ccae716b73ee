"""What the frame of every page shows: council, officer, navigation by role."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from plainview.web.access.acts import Act
from plainview.web.policy import policy

NAVIGATION = (
    ("home", "My cases", Act.OPEN_CASE),
    ("find", "Find a resident", Act.FIND_RESIDENT),
    ("quality", "Data quality", Act.SEE_QUALITY),
    ("matches", "Matches to review", Act.REVIEW_MATCHES),
    ("audit", "Looks", Act.SEE_AUDIT),
    ("definitions", "Definitions", Act.SEE_DEFINITIONS),
    ("agreements", "Agreements", Act.SEE_AGREEMENTS),
    ("roles", "Roles", Act.SEE_POLICY),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame's variables."""
    rules = policy()
    user = getattr(request, "user", None)
    officer = user.who() if user is not None and user.is_authenticated else None
    role = rules.roles.roles.get(officer.role) if officer else None
    links = [(name, label) for name, label, act in NAVIGATION if role and act in role.acts]
    if role and Act.OPEN_CASE not in role.acts:
        links.insert(0, ("home", "Start"))
    return {
        "council": rules.council.settings,
        "officer": officer,
        "role": role,
        "navigation": links,
        "is_demo": settings.HOUSE.is_demo,
    }
