"""A bare reader of notes: a list of obvious words for each risk, and no sense of denial, time or whose it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Beginnings of words, without regard to case. What anyone would write down in an afternoon.
WORDS: dict[str, tuple[str, ...]] = {
    "child_exploitation": ("exploit", "county lines", "groom", "cse", "cce", "traffick", "debt bondage"),
    "family_stress": ("stress", "conflict", "argu", "separat", "divorce", "exhausted", "strain", "bereave"),
    "financial_exclusion": ("foodbank", "food bank", "sanction", "no recourse", "nrpf", "destitut", "hardship",
                            "voucher"),
    "homelessness": ("homeless", "evict", "sofa surf", "rough sleep", "temporary accommodation", "hostel", "notice"),
    "mental_health": ("mental health", "depress", "anxi", "self-harm", "suicid", "overdose", "psycho", "dementia"),
    "missing_person": ("missing", "abscond", "whereabouts", "did not return", "ran away"),
    "physical_abuse": ("bruis", "hit", "slap", "smack", "beaten", "physical abuse", "injur", "punch"),
    "physical_health": ("cancer", "hospital", "disab", "illness", "asthma", "epilep", "diabet", "stroke", "falls"),
    "sexual_abuse": ("sexual", "rape", "touched", "csa", "indecent"),
    "substance_misuse": ("drug", "alcohol", "cannabis", "drunk", "cocaine", "heroin", "drink", "substance", "weed"),
    "risky_behaviour": ("knife", "weapon", "fire", "gambl", "risk-taking", "nudes", "risky"),
    "abuse_or_neglect": ("neglect", "abuse", "hoard", "dirty", "unkempt", "hungry"),
    "criminality": ("arrest", "police", "offend", "prison", "crime", "convict", "gang", "court", "caution"),
    "debt": ("debt", "arrears", "bailiff", "owe", "loan", "ccj"),
    "domestic_violence": ("domestic", "violen", "dv", "da", "marac", "refuge", "controlling", "coerci"),
    "educational_issues": ("attendance", "exclu", "suspend", "truan", "neet", "ehcp", "school refus"),
    "robbery": ("robb", "mugg", "snatch"),
}  # fmt: skip
_WHOLE = {"dv", "da", "cse", "cce", "csa", "hit", "ccj", "owe", "nrpf", "neet"}


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(r"\b" + re.escape(word) + r"\b" * (word in _WHOLE))


_BEGINNINGS = {risk: tuple((w, _pattern(w)) for w in words) for risk, words in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """How well the reader did: of risks found in notes, how many are so; of those that are so, how many were found."""

    notes: int
    found: int
    right: int
    present: int

    @property
    def precision(self) -> float:
        """Give the share of what was found that is present, current and about this household."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Give the share of what is so that was found."""
        return self.right / self.present if self.present else 0.0


def read(text: str) -> set[str]:
    """Give the risks of which some word stands in a text."""
    low = text.lower()
    return {
        risk
        for risk, words in _BEGINNINGS.items()
        if any(word in low and pattern.search(low) for word, pattern in words)
    }


def judge(notes: Iterable[tuple[str, Iterable[str]]]) -> Told:
    """Read notes and compare with what is so. In: text, and the risks present, current and about this household."""
    count = found = right = present = 0
    for text, so in notes:
        told, true = read(text), set(so)
        count += 1
        found += len(told)
        right += len(told & true)
        present += len(true)
    return Told(count, found, right, present)
