"""What the small model sees of a unit: its words, the lexicon's phrases in it, and the cues around them, all by name."""

import re
from collections.abc import Sequence

from plainview.notes.cues import Cue
from plainview.notes.find import Hit
from plainview.notes.units import Span

_TOKEN = re.compile(r"\d+%|£\s?\d[\d,.]*|\d+|[a-z]+(?:'[a-z]+)?|\?")


def words(folded: str, start: int, end: int) -> list[str]:
    """Give the words of a stretch; numbers become one of a few signs, apostrophes go."""
    return [_sign(each) for each in _TOKEN.findall(folded[start:end])]


def topic(folded: str, unit: Span) -> list[str]:
    """Name what a unit is about: each word and each pair of words, once."""
    found = words(folded, unit.start, unit.end)
    return list(dict.fromkeys([*found, *(f"{a} {b}" for a, b in zip(found, found[1:], strict=False))]))


def lexical(risk: str, hits: Sequence[Hit]) -> list[str]:
    """Name which signs of one risk the lexicon found in a unit."""
    mine = [hit for hit in hits if hit.phrase.risk == risk and hit.phrase.kind == "risk"]
    names = [f"sign:{hit.phrase.indicator}" for hit in mine]
    if mine:
        names.append("lexicon")
    if len({hit.phrase.say for hit in mine}) > 1:
        names.append("lexicon twice")
    if any(hit.phrase.risk == risk and hit.phrase.kind == "protective" for hit in hits):
        names.append("protective")
    return list(dict.fromkeys(names))


def context(folded: str, risk: str, span: Span, unit: Span, sentence: Span, cues: Sequence[Cue], role: str) -> list[str]:
    """
    Name what stands around a mention, for its flags.

    In:  folded text, the mention's span, its unit and sentence, the sentence's cues, the section it stands in.
    Out: names, each once; `before`, `within` and `after` are places in the unit, `far` is elsewhere in the sentence.
    """
    names = [f"risk:{risk}", f"section:{role}"]
    for cue in cues:
        if cue.start < unit.start or cue.end > unit.end:
            names.append(f"{cue.flag} far")
        elif cue.end <= span.start:
            names.append(f"{cue.flag} before")
            if span.start - cue.end < 25:
                names.append(f"{cue.flag} just before")
        elif cue.start >= span.end:
            names.append(f"{cue.flag} after")
        else:
            names.append(f"{cue.flag} within")
    mine = words(folded, unit.start, unit.end)
    names.extend(f"u {each}" for each in mine)
    names.extend(f"p {a} {b}" for a, b in zip(mine, mine[1:], strict=False))
    names.extend(f"first {each}" for each in mine[:2])
    lead = words(folded, sentence.start, sentence.end)[:2]
    names.extend(f"lead {each}" for each in lead)
    if len(mine) < 5:
        names.append("short")
    return list(dict.fromkeys(names))


def _sign(word: str) -> str:
    if word.endswith("%"):
        return "low%" if int(word[:-1][:3]) < 90 else "high%"
    if word[0] == "£":
        return "£"
    if word.isdigit():
        return "year" if len(word) == 4 and word[:2] in ("19", "20") else "number"
    return word.replace("'", "")
