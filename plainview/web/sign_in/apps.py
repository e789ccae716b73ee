"""The app that signs officers in."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    """Sign-in, sessions, the guard of every view."""

    name = "plainview.web.sign_in"
    label = "sign_in"
    default_auto_field = "django.db.models.BigAutoField"
