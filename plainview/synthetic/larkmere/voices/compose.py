"""Writes one note: says each idea in the writer's way, lays them out, and keeps where each risk is stated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plainview.synthetic.larkmere.voices import registers
from plainview.synthetic.larkmere.voices.bank import SENSES, Idea, bank
from plainview.synthetic.larkmere.voices.grammar import Line, one_of, told
from plainview.synthetic.larkmere.voices.hands import Voice
from plainview.synthetic.larkmere.voices.layouts import Page
from plainview.synthetic.larkmere.voices.scene import Scene
from plainview.synthetic.larkmere.voices.ticks import tick

_BEFORE_MARKS = re.compile(r"\s+([,.;:?!])")
_MARKS = re.compile(r"[,;:]\s*([,.;])")
_SPACES = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Telling:
    """One idea to tell, of the child or of an older brother; a `tick` stands in a list instead of a sentence."""

    idea: Idea
    of_elder: bool = False
    is_tick: bool = False


# risk, start, end, status, time, about, uncertain
Label = tuple[str, int, int, str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a note, the risks it states, and the stretches that only sound like one."""

    text: str
    labels: tuple[Label, ...]
    traps: tuple[tuple[int, int], ...]


def compose(*, page: Page, voice: Voice, telling: Sequence[Telling], after: str = "") -> Written:
    """Write a note; `after` is added as it stands."""
    scene = page.scene
    elder: Scene | None = None
    said: list[str] = []
    for each in telling:
        if each.is_tick:
            said.append(tick(each.idea.risk, each.idea.sense, scene.dice))
            continue
        if each.of_elder and elder is None:
            elder = scene.as_elder()
        said.append(_sentence(each.idea, elder if each.of_elder and elder else scene, voice))
    layout = voice.layouts[int(scene.dice() * len(voice.layouts))]
    pieces = layout(page, said)
    labels: list[Label] = []
    traps: list[tuple[int, int]] = []
    at, texts = 0, []
    for text, number in pieces:
        if number is not None:
            idea = telling[number].idea
            if idea.risk:
                status, time, about, unsure = SENSES[idea.sense]
                labels.append((idea.risk, at, at + len(text), status, time, about, unsure or idea.is_unsure))
            elif idea.is_trap:
                traps.append((at, at + len(text)))
        texts.append(text)
        at += len(text)
    whole = "".join(texts)
    return Written(f"{whole} {after}" if after else whole, tuple(labels), tuple(traps))


def _sentence(idea: Idea, scene: Scene, voice: Voice) -> str:
    text = told(idea.line, scene.dice, scene.fill)
    if voice.turn_share and scene.dice() < voice.turn_share:
        text = f"{told(one_of(_turns(voice.turns), scene.dice), scene.dice, scene.fill)} {text}"
    if "  " in text or " ," in text or " ." in text or " ;" in text:
        text = _SPACES.sub(" ", _BEFORE_MARKS.sub(r"\1", text))
    if ",," in text or ",." in text or ", ," in text or ", ." in text or ":," in text:
        text = _MARKS.sub(r"\1", text)
    text = text.strip(" ,;")
    if voice.register is not registers.plain:
        text = voice.register(scene.rng, text)
    if voice.slips:
        text = registers.mistyped(scene.rng, text, voice.slips)
    if voice.has_stop and text[-1] not in '.?!"':
        text += "."
    return text[0].upper() + text[1:] if voice.has_capital else text


def _turns(kind: str) -> list[Line]:
    return _TURNS.setdefault(kind, [i.line for i in bank().of("-", kind, "child")])


_TURNS: dict[str, list[Line]] = {}
