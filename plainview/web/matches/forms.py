"""What a steward answers, checked."""

from typing import Any

from django import forms

LONGEST, SHORTEST = 1000, 10
_WHY = "Say in a sentence why you answer so: someone may have to go by it in a year."


class WordsForm(forms.Form):
    """Why: kept sealed in the bridge, for whoever comes to the match after."""

    words = forms.CharField(
        max_length=LONGEST, min_length=SHORTEST, strip=True,
        error_messages={"required": _WHY, "min_length": _WHY,
                        "max_length": f"Write no more than {LONGEST:,} characters."},
    )  # fmt: skip


class AnswerForm(WordsForm):
    """Same, different or not sure; where two stewards disagree, how it is settled."""

    answer = forms.ChoiceField(error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."})

    def __init__(self, *args: Any, answers: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["answer"].choices = answers

    field_order = ("answer", "words")
