"""What officers type on the case pages, checked and put into types."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from plainview.web.access.officers import Officer
from plainview.web.access.roles import LookPurpose
from plainview.web.sign_in.models import TypedReason

OWN_WORDS = "own"


class PurposeForm(forms.Form):
    """What for an officer looks; for some purposes also why, from a list or in their own words."""

    purpose = forms.ChoiceField(error_messages={"required": "Choose what you are looking for."})
    own_words = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, purposes: dict[str, LookPurpose], **named: Any) -> None:
        super().__init__(*args, **named)
        self.purposes = purposes
        self.fields["purpose"].choices = [(value, label) for value, label, _hint in choices(purposes)]

    def clean(self) -> dict[str, Any]:
        """Ask for the words when the officer chose to give their own."""
        told = super().clean() or {}
        chosen = told.get("purpose", "")
        if chosen.endswith(f":{OWN_WORDS}") and len((told.get("own_words") or "").strip()) < 10:
            self.add_error("own_words", "Say in a sentence why you look.")
        return told

    def chosen(self, officer: Officer) -> tuple[str, str]:
        """Give purpose and reason. Typed words are kept apart from the audit chain, which keeps their number."""
        purpose, _, which = self.cleaned_data["purpose"].partition(":")
        if not which:
            return purpose, ""
        if which == OWN_WORDS:
            words = self.cleaned_data["own_words"].strip()
            kept = TypedReason.objects.create(subject=officer.id, words=words, at=timezone.now())
            return purpose, f"In their own words (reason {kept.pk})"
        return purpose, self.purposes[purpose].reasons[int(which)]


def choices(purposes: dict[str, LookPurpose]) -> list[tuple[str, str, str]]:
    """Give value, label and hint of each purpose, one for each of its reasons where it has them."""
    found: list[tuple[str, str, str]] = []
    for name, purpose in purposes.items():
        if not purpose.reasons:
            found.append((name, purpose.label, purpose.plain))
            continue
        found += [(f"{name}:{n}", reason, purpose.label) for n, reason in enumerate(purpose.reasons)]
        found.append((f"{name}:{OWN_WORDS}", "Another reason, in my own words", purpose.label))
    return found


class FindForm(forms.Form):
    """Name and date of birth: both are needed, so that nobody browses."""

    name = forms.CharField(max_length=120, error_messages={"required": "Enter the resident's first name and surname."})
    day = forms.CharField(required=False, max_length=2)
    month = forms.CharField(required=False, max_length=2)
    year = forms.CharField(required=False, max_length=4)

    def clean_name(self) -> str:
        """Ask for more than one word: a surname alone finds too many people."""
        name = " ".join(self.cleaned_data["name"].split())
        if " " not in name:
            raise forms.ValidationError("Enter both the first name and the surname.")
        return name

    def clean(self) -> dict[str, Any]:
        """Put the date of birth together."""
        told = super().clean() or {}
        try:
            told["born_on"] = date(*(int(told.get(part) or "") for part in ("year", "month", "day")))
        except (ValueError, TypeError):
            self.add_error("day", "Enter the date of birth, like 27 3 2015.")
        return told
