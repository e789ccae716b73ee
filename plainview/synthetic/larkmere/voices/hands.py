"""The voices: a manner of wording, a layout, how often the fingers slip, how much this writer tells."""

import random
from dataclasses import dataclass

from plainview.synthetic.larkmere.voices import layouts, registers
from plainview.synthetic.larkmere.voices.layouts import Layout
from plainview.synthetic.larkmere.voices.registers import Register


@dataclass(frozen=True, slots=True)
class Voice:
    """How one kind of writer writes."""

    name: str
    layouts: tuple[Layout, ...]
    register: Register = registers.plain
    slips: float = 0.004  # a word
    length: float = 1.0
    turns: str = ""  # how sentences may begin
    turn_share: float = 0.0
    has_ticks: bool = False
    has_stop: bool = True
    has_capital: bool = True


VOICES: dict[str, Voice] = {v.name: v for v in (
    Voice("plain", (layouts.prose, layouts.lines, layouts.prose)),
    Voice("duty_shorthand", (layouts.dense, layouts.lines), registers.telegraphic, 0.012, 0.7, has_stop=False),
    Voice("reflective", (layouts.prose,), length=1.5, turns="reflective", turn_share=0.45),
    Voice("formal", (layouts.prose, layouts.lines), length=1.1, turns="formal", turn_share=0.5),
    Voice("template", (layouts.headed,), length=1.2, has_ticks=True),
    Voice("tick_list", (layouts.lines,), length=0.7, has_ticks=True, has_stop=False),
    Voice("officers_log", (layouts.log,), registers.telegraphic, 0.01, 0.8, "log", 0.3, has_stop=False),
    Voice("dictated", (layouts.prose,), registers.dictated, 0.0, 1.2),
    Voice("hasty", (layouts.prose, layouts.dense, layouts.lines), slips=0.045),
    Voice("all_small", (layouts.prose, layouts.dense), registers.all_small, 0.02, has_capital=False),
    Voice("second_language", (layouts.prose, layouts.lines), registers.second_language, 0.012),
    Voice("email", (layouts.letter,), slips=0.008),
    Voice("chain", (layouts.chain,), slips=0.008, length=1.2),
    Voice("police_form", (layouts.police_form,), registers.telegraphic, 0.006, 0.8, "formal", 0.2),
    Voice("health_record", (layouts.health_record,), registers.telegraphic, 0.006, 0.9),
    Voice("school_email", (layouts.letter, layouts.letter, layouts.chain), slips=0.01),
    Voice("care_log", (layouts.log, layouts.lines), registers.second_language, 0.02, 0.6, has_stop=False),
    Voice("headed_shorthand", (layouts.headed,), registers.telegraphic, 0.01, 0.9, has_stop=False),
)}  # fmt: skip

# Voices of those who write themselves, with weights; each member of staff has two.
_OWN = {"plain": 5, "duty_shorthand": 4, "reflective": 3, "formal": 2, "template": 3, "tick_list": 2, "dictated": 2,
        "hasty": 3, "all_small": 2, "second_language": 2, "headed_shorthand": 1, "officers_log": 1}  # fmt: skip
# Those whose words are copied in.
COPIED = {
    "email": ("email", "school_email", "chain", "health_record"), "police": ("police_form",),
    "school": ("school_email",),
    "health": ("health_record", "email"), "housing": ("officers_log", "email"), "care": ("care_log",),
}  # fmt: skip


def hands_of(rng: random.Random) -> tuple[Voice, Voice]:
    """Draw the two voices of a member of staff: on a good day, and in a hurry."""
    first, second = rng.choices(list(_OWN), list(_OWN.values()), k=2)
    return VOICES[first], VOICES[second]
