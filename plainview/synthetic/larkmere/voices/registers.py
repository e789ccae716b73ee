"""Ways of writing a sentence down: shorthand, formal, in a second language, dictated, in haste."""

import random
import re
from collections.abc import Callable

Register = Callable[[random.Random, str], str]

_ARTICLES = re.compile(r"\b(?:the|a|an) (?=[a-z])")
_SHORT = {
    "and": "&", "with": "w/", "school": "sch", "appointment": "appt", "appointments": "appts", "because": "bc",
    "referral": "ref", "police": "pol", "mother": "mo", "father": "fa", "grandmother": "gm", "telephone": "tel",
    "without": "w/o", "about": "re", "tomorrow": "tmrw", "weeks": "wks", "week": "wk", "months": "mths",
    "partner": "ptnr", "social worker": "SW", "children": "chn", "before": "b4", "years": "yrs", "temporary": "temp",
    "people": "ppl", "please": "pls", "received": "rec'd", "discussed": "disc", "Monday": "Mon", "Friday": "Fri",
    "minutes": "mins", "hospital": "hosp", "medication": "meds", "emergency": "emerg", "accommodation": "accom",
}  # fmt: skip
_SHORT_WORDS = re.compile(r"\b(" + "|".join(map(re.escape, _SHORT)) + r")\b")
_SLIPS_OF_TENSE = {
    "told": "tell", "was": "is", "were": "are", "has": "have", "said": "say", "came": "come", "went": "go",
    "did not": "not", "does not": "don't", "is not": "not", "took": "take", "says": "say", "goes": "go",
    "had": "have", "rang": "ring", "found": "find", "keeps": "keep", "asked": "ask",
}  # fmt: skip
_TENSES = re.compile(r"\b(" + "|".join(map(re.escape, _SLIPS_OF_TENSE)) + r")\b")
_HEARD = {
    "their": "there", "bail": "bale", "weed": "we'd", "threw": "through", "hear": "here", "site": "sight",
    "court": "caught", "knew": "new", "son": "sun", "passed": "past", "wait": "weight", "allowed": "aloud",
    "week": "weak", "two": "too", "four": "for", "right": "write", "scene": "seen", "mum": "mom", "CAMHS": "cams",
    "flat": "flap", "SENCo": "send co", "nan": "Nan's", "affray": "a fray", "arrears": "a rears", "cannot": "can not",
    "tenancy": "tendency", "bruise": "brews", "bruising": "brewing", "key safe": "kisa if", "steadily": "said daily",
}  # fmt: skip
_HEARD_WORDS = re.compile(r"\b(" + "|".join(map(re.escape, _HEARD)) + r")\b")


def telegraphic(rng: random.Random, text: str) -> str:
    """Leave small words out and shorten others."""
    text = _ARTICLES.sub(lambda m: "" if rng.random() < 0.8 else m[0], text)
    return _SHORT_WORDS.sub(lambda m: _SHORT[m[1]] if rng.random() < 0.7 else m[0], text)


def second_language(rng: random.Random, text: str) -> str:
    """Write as someone does who thinks in another language."""
    text = _ARTICLES.sub(lambda m: "" if rng.random() < 0.6 else m[0], text)
    return _TENSES.sub(lambda m: _SLIPS_OF_TENSE[m[1]] if rng.random() < 0.4 else m[0], text)


def dictated(rng: random.Random, text: str) -> str:
    """Write what a machine heard."""
    text = _HEARD_WORDS.sub(lambda m: _HEARD[m[1]] if rng.random() < 0.5 else m[0], text)
    if rng.random() < 0.12:
        text = text.replace(", ", rng.choice((" comma ", " full stop ", " ")), 1)
    return text


def all_small(_: random.Random, text: str) -> str:
    """Write without capitals."""
    return text.lower()


def plain(_: random.Random, text: str) -> str:
    """Write as it is."""
    return text


_KEYS = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "s": "d", "t": "y", "l": "k", "r": "t", "m": "n", "d": "f"}


def mistyped(rng: random.Random, text: str, share: float) -> str:
    """Make so many slips of the finger a word, on average."""
    # Which words slip is drawn by gaps, so that a clean sentence costs one draw.
    words = text.split(" ")
    at = int(rng.expovariate(share)) if share else len(words)
    while at < len(words):
        words[at] = _slip(rng, words[at])
        at += 1 + int(rng.expovariate(share))
    return " ".join(words)


def _slip(rng: random.Random, word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at, kind = rng.randrange(1, len(word) - 1), rng.random()
    if kind < 0.3:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.55:
        return word[:at] + word[at + 1 :]
    if kind < 0.7:
        return word[:at] + word[at] + word[at:]
    if kind < 0.85:
        return word[:at] + _KEYS.get(word[at], word[at]) + word[at + 1 :]
    return word[0] + word[1].upper() + word[2:] if kind < 0.9 else word.lower()
