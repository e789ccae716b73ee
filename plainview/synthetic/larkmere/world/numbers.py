"""Numbers that pass every check and can be no one's: ranges set aside for testing and drama."""

import random

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


class Numbers:
    """Gives each number once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: dict[str, set[str]] = {}

    def nhs(self) -> str:
        """Give an NHS number starting 999, with its check digit."""
        while True:
            body = f"999{self._rng.randrange(1_000_000):06d}"
            check = 11 - sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
            if check != 10 and self._is_new("nhs", number := body + str(check % 11)):
                return number

    def nino(self) -> str:
        """Give a National Insurance number with the prefix QQ, which is never issued."""
        while True:
            if self._is_new("nino", number := f"QQ{self._rng.randrange(1_000_000):06d}{self._rng.choice('ABCD')}"):
                return number

    def upn(self, school: int, year: int) -> str:
        """Give a unique pupil number of an authority 999 that is not one, with its check letter."""
        while True:
            body = f"999{school % 10000:04d}{year % 100:02d}{self._rng.randrange(1000):03d}"
            letter = _UPN_LETTERS[sum(int(d) * p for p, d in enumerate(body, start=2)) % 23]
            if self._is_new("upn", number := letter + body):
                return number
            school += 1  # a school's serial numbers of one year may run out in a small world

    def uln(self) -> str:
        """Give a unique learner number with its check digit."""
        while True:
            body = f"99{self._rng.randrange(10_000_000):07d}"
            rest = sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
            if rest and self._is_new("uln", number := body + str(10 - rest)):
                return number

    def phone(self) -> str:
        """Give a mobile or London number of the ranges kept for drama; there are few, so some people share one."""
        if self._rng.random() < 0.8:
            return f"07700 900{self._rng.randrange(1000):03d}"
        return f"020 7946 0{self._rng.randrange(1000):03d}"

    def _is_new(self, kind: str, number: str) -> bool:
        given = self._given.setdefault(kind, set())
        if number in given:
            return False
        given.add(number)
        return True
