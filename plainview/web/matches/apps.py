"""The app of the matches to review."""

from django.apps import AppConfig


class MatchesConfig(AppConfig):
    """The list, one match, what follows from an answer."""

    name = "plainview.web.matches"
    label = "matches"
