"""The app of the pages about Plainview itself."""

from django.apps import AppConfig


class GovernancePagesConfig(AppConfig):
    """Agreements, definitions, quality, looks, roles, how it works."""

    name = "plainview.web.governance_pages"
    label = "governance_pages"
