"""
The causes that act in Larkmere, and the means to break one: its values are dealt out anew before they act.

What is recorded of a cause stays with its owner. A borough built with `shuffle="neglect"` still notes who is
neglected; what follows then happens to others. What could be predicted from the cause must fall.
"""

import random

CAUSES = {
    "income_pressure": "a home's income pressure, which leads to arrears, claims, homelessness and strain on children",
    "arrears": "council tax owed, which leads to homelessness",
    "domestic_abuse": "abuse at home, which leads to contacts, referrals, plans and flight",
    "parental_mental_health": "a parent's mental ill health, which leads to contacts, referrals and plans",
    "neglect": "neglect, which leads to contacts, referrals, plans and care",
    "absence": "absence from school, which leads to exclusion, worry and early help",
    "illness": "frailty and long illness, which lead to hospital",
    "services": "what early help and plans change in a family, so that it comes back less often",
}
OF_A_UNIT = {"pressure": "income_pressure", "abuse": "domestic_abuse", "mind": "parental_mental_health",
             "neglect": "neglect"}  # fmt: skip
_POOL = 400


class Shuffle:
    """Deals out one cause anew; all others are left alone."""

    def __init__(self, cause: str | None, rng: random.Random) -> None:
        if cause is not None and cause not in CAUSES:
            raise ValueError(f"no cause is called so; there are {', '.join(sorted(CAUSES))}")
        self.cause, self.rng = cause, rng
        self._seen: dict[str, list[float]] = {}

    def breaks(self, cause: str) -> bool:
        """Say whether this cause is the one that is dealt out."""
        return self.cause == cause

    def exchanged(self, value: float, among: str = "") -> float:
        """Give the value of someone seen before, and keep this one for someone to come."""
        pool = self._seen.setdefault(among, [])
        if len(pool) < _POOL:
            pool.append(value)
            return self.rng.choice(pool)
        at = self.rng.randrange(_POOL)
        pool[at], value = value, pool[at]
        return value
