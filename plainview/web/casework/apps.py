"""The app of the case pages."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Open, find, summary, chronology, records."""

    name = "plainview.web.casework"
    label = "casework"
