"""
Plausible filler for columns that no event drives, so that every column of a real extract exists.

Filler holds no person: names, addresses, numbers and contacts of people are left blank. Those come from
`Recorder` alone, or the truth would not know whose they are.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.formats import iso_date
from plainview.synthetic.larkmere.world.model import World

# Columns whose names say that they tell who someone is; staff columns are looked at before.
_IDENTIFYING = re.compile(
    r"name|forename|surname|initial|postcode|post_code|address|addr\d|addr_|email|phone|mobile|telno|tel_|nhs|nino"
    r"|insurance|passport|upn|uln|uprn|dob|birth|driving|bank|sort_?code|account_n|iban|person_id|person_ref|pnc",
    re.IGNORECASE,
)
_STAFF = re.compile(r"worker|officer|staff|manager|coordinator|practitioner|assessor|reviewer|allocated|iro\b|user_?id",
                    re.IGNORECASE)  # fmt: skip
_PROVIDERS = ("Alder House Support", "Bright Step Care", "Larkmere Family Centre", "Quayside Community Trust",
              "Kestrel Homes", "Millbrook Outreach")  # fmt: skip
_TEXTS = ("No further information recorded.", "Discussed at the last meeting; see plan.", "Awaiting reply.",
          "Updated after telephone call.", "To be reviewed at next visit.", "As agreed in supervision.")  # fmt: skip
_STRINGS = ("See file", "None recorded", "To be confirmed", "Central team", "North locality", "South locality")


class Filler:
    """
    Fills what a writer leaves out. The same world, source, element and key give the same value.

    `dates` writes a date as this source does; `flags` are this source's yes and no.
    """

    def __init__(
        self,
        world: World,
        source: str,
        *,
        dates: Callable[[date | None], str | None] = iso_date,
        flags: tuple[str, str] = ("Y", "N"),
    ) -> None:
        self._world, self._source, self._dates, self._flags = world, source, dates, flags
        self._staff = sorted(world.staff)
        self._days = max(1, (world.ends - world.starts).days)
        self._filled: dict[str, float] = {}
        self._kinds: dict[str, tuple[bool, bool]] = {}  # by column: of staff; of who someone is

    def value(self, element: str, kind: str | Sequence[str], key: object) -> str | None:
        """
        Give a value, or None as often as this column is left blank.

        `kind` is a type of the extract's description (string, code, date, datetime, boolean, integer,
        decimal, identifier, text, json, flag, money), or the values to choose from.
        """
        is_of_staff, is_identifying = self._kind(element)
        is_named = isinstance(kind, str) and kind in {"string", "identifier", "code"}
        if isinstance(kind, str) and is_identifying and not (is_of_staff and is_named):
            return None
        drawn = draw.number(self._world.seed, self._source, element, key)
        if drawn % 1000 >= self._share(element) * 1000:
            return None
        drawn //= 1000
        if not isinstance(kind, str):
            return kind[drawn % len(kind)]
        if is_of_staff and is_named:
            return self._worker(element, drawn)
        return self._plausible(element, kind, drawn)

    def _kind(self, element: str) -> tuple[bool, bool]:
        if element not in self._kinds:
            self._kinds[element] = (_STAFF.search(element) is not None, _IDENTIFYING.search(element) is not None)
        return self._kinds[element]

    def fill(self, row: MutableMapping[str, Any], columns: Mapping[str, str | Sequence[str]], key: object
             ) -> MutableMapping[str, Any]:  # fmt: skip
        """Add each of `columns` (name: kind or choices) that the row does not have yet; give the row back."""
        for element, kind in columns.items():
            if element not in row:
                row[element] = self.value(element, kind, key)
        return row

    def _share(self, element: str) -> float:
        """Give the share of rows in which this column is filled: from 35% to 95%, different for each column."""
        if element not in self._filled:
            self._filled[element] = 0.35 + 0.6 * draw.share(self._world.seed, self._source, element, "filled")
        return self._filled[element]

    def _worker(self, element: str, drawn: int) -> str | None:
        if not self._staff:
            return None
        staff = self._world.staff[self._staff[drawn % len(self._staff)]]
        if re.search(r"name", element, re.IGNORECASE):
            return staff.name
        if re.search(r"team", element, re.IGNORECASE):
            return staff.team
        return codes.staff_ref(staff.id)

    def _plausible(self, element: str, kind: str, drawn: int) -> str | None:
        if kind in {"date", "datetime"}:
            day = self._world.ends - timedelta(days=drawn % self._days)
            if kind == "date":
                return self._dates(day)
            return f"{day.isoformat()}T{8 + drawn % 10:02d}:{drawn // 7 % 60:02d}:00"
        if kind in {"boolean", "flag"}:
            return self._flags[0 if drawn % 100 < 22 else 1]
        if kind == "integer":
            return str(drawn % (100 if re.search(r"score|percent", element, re.IGNORECASE) else 12))
        if kind in {"decimal", "money"}:
            return f"{drawn % 480}.{drawn // 480 % 100:02d}"
        if kind == "code":
            return ("A", "B", "C", "D")[drawn % 4]
        if kind == "identifier":
            return str(100000 + drawn % 900000)
        if kind == "json":
            return '{"recorded": true}'
        if kind == "text":
            return _TEXTS[drawn % len(_TEXTS)]
        if re.search(r"provider|agency|organisation|company", element, re.IGNORECASE):
            return _PROVIDERS[drawn % len(_PROVIDERS)]
        if re.search(r"date|_dt$", element, re.IGNORECASE):
            return self._dates(self._world.ends - timedelta(days=drawn % self._days))
        return _STRINGS[drawn % len(_STRINGS)]
