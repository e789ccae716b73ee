"""Who and what a note is about: names and how this writer calls people, kept through the note."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from plainview.synthetic.larkmere.voices.details import LINES, drawn

_PROFESSIONALS = (
    "the GP", "the health visitor", "HV {x}", "the school nurse", "the midwife", "Dr {y}", "the family worker",
    "CPN {x}", "the paediatrician", "the duty GP", "{x} from CAMHS", "{x} ({y} Surgery)", "the OT", "nurse {x}",
    "the IDVA", "{x} from the hub", "the physio", "FSW {x}", "the drug worker", "the link worker", "Dr {y} at clinic",
    "{x} {y}, key worker", "the matron", "the advocate", "social prescriber {x}",
)  # fmt: skip
_TEACHERS = ("Mrs {y}", "Mr {y}", "Ms {y}", "Miss {y}", "the SENCo", "the DSL", "teacher {x}",
             "Mr {y} (HOY)", "the head", "Miss {x}", "the TA {x}", "Mrs {y} in reception", "the tutor",
             "pastoral ({x} {y})")  # fmt: skip
_OFFICERS = ("PC {y}", "DC {y}", "PC {m} {y}", "Sgt {y}", "police", "the MASH sergeant", "DC {x} {y}", "PCSO {y}",
             "SNT officer {y}")  # fmt: skip
_NEIGHBOURS = ("the neighbour", "{x} next door", "the lady at {m}", "Mrs {y} downstairs", "Mr {y} at {m}",
               "{x} upstairs", "the couple opposite", "the man at number {m}")  # fmt: skip
_GRANS = ("Nan", "maternal grandmother", "nan {x}", "Gran", "{x} (MGM)", "Auntie {x}", "PGM", "Grandma {x}", "Nana",
          "her sister {x}", "aunt {x}")  # fmt: skip
_CARERS = ("the carer", "{x} from the agency", "carer {x}", "the morning carer", "care worker {x}", "the agency",
           "the support worker", "{x} (senior carer)")  # fmt: skip
_SCHOOLS = ("school", "the academy", "{y} Primary", "St {x}'s", "nursery", "{y} Academy", "the college", "{y} High")


@dataclass(slots=True)
class Scene:
    """
    One note's people and pronouns.

    `people` holds, by slot, the ways this writer calls someone; every other slot is a detail that is drawn anew.
    """

    rng: random.Random
    people: dict[str, tuple[str, ...]]
    names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # women's, men's, surnames: of passers-by
    elder: tuple[str, ...] = ()  # stands for the child where the child is too young for what is told
    dice: Callable[[], float] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = self.rng.random

    def fill(self, slot: str) -> str:
        """Give the words of a slot."""
        called = self.people.get(slot)
        if called is not None:
            return called[int(self.dice() * len(called))]
        if slot in LINES:
            return drawn(slot, self.dice, self.fill)
        return self._passer_by(slot)

    def as_elder(self) -> "Scene":
        """Give the scene with an older brother in the child's place."""
        if not self.elder:
            return self
        people = self.people | {"C": self.elder, "C2": self.elder, "he": ("he",), "him": ("him",), "his": ("his",),
                                "himself": ("himself",)}  # fmt: skip
        return Scene(self.rng, people, self.names)

    def _passer_by(self, slot: str) -> str:
        women, men, surnames = self.names
        options = _BY_THE_WAY[slot]
        shape = options[int(self.dice() * len(options))]
        if "{" not in shape:
            return shape
        first = (men if slot == "R" else women)[int(self.dice() * len(men if slot == "R" else women))]
        surname = surnames[int(self.dice() * len(surnames))]
        return shape.replace("{x}", first).replace("{y}", surname).replace("{m}", str(int(self.dice() * 980) + 3))


_BY_THE_WAY: dict[str, tuple[str, ...]] = {
    "pro": _PROFESSIONALS, "T": _TEACHERS, "pol": _OFFICERS, "N": _NEIGHBOURS, "G": _GRANS, "K": _CARERS,
    "sch": _SCHOOLS, "R": ("{x}",), "W": ("{x}", "{x} {y}", "me", "SW {x}"), "S": ("{x}",), "S2": ("{x}",),
    "D": ("daughter {x}", "{x} (daughter)", "the daughter", "niece {x}"), "F": ("dad",), "P": ("the partner",),
}  # fmt: skip
