"""Where people live: nineteen wards that do not exist, their streets, homes and shared places."""

import random
from dataclasses import dataclass, field

from plainview.synthetic.larkmere.world.model import Home
from plainview.synthetic.larkmere.world.name_lists import words

# Ward: relative need, share of flats, share of homes rented from the council.
WARDS: dict[str, tuple[float, float, float]] = {
    "Alderbrook": (0.45, 0.2, 0.18), "Brackenfield": (0.25, 0.1, 0.08), "Cobblers Reach": (0.75, 0.6, 0.35),
    "Dovecote": (0.4, 0.2, 0.2), "Eastmarsh": (0.8, 0.45, 0.38), "Ferryside": (0.65, 0.5, 0.25),
    "Gander Green": (0.35, 0.15, 0.15), "Harbour Hill": (0.55, 0.35, 0.25), "Inkerman": (0.6, 0.25, 0.28),
    "Kilnwood": (0.7, 0.3, 0.34), "Lantern Quay": (0.5, 0.85, 0.2), "Millwater": (0.45, 0.2, 0.2),
    "Nettlefold": (0.6, 0.25, 0.3), "Oxlease": (0.5, 0.2, 0.24), "Pinfold": (0.85, 0.55, 0.42),
    "Quarry Park": (0.3, 0.15, 0.1), "Ropewalk": (0.72, 0.45, 0.33), "Saltings": (0.66, 0.35, 0.3),
    "Tanners Heath": (0.58, 0.25, 0.26),
}  # fmt: skip
NEW_BUILD = "Lantern Quay"  # people come and go here
_ROOTS = words("""Alder Amber Anchor Ash Aster Barley Beacon Birch Bramble Briar Brindle Camber Candle Cedar Chandler
    Cherry Clover Colt Copper Coral Crane Cress Curlew Dabbin Damson Dray Drover Eider Elder Ember Fallow Farrier
    Fennel Fern Finch Flint Foxley Gannet Garnet Gorse Hazel Heron Hopper Hornbeam Iris Ivory Jasmine Juniper
    Kestrel Kittiwake Lantern Larch Lavender Linnet Lockside Mallow Maple Marigold Marlow Meadow Merlin Mulberry
    Myrtle Nettle Oakum Osier Osprey Otter Pelham Pennant Pepper Pippin Plover Poplar Quince Redwing Reed Rowan
    Rye Sable Saddler Samphire Sandpiper Sedge Shearwater Sorrel Sparrow Spindle Starling Sycamore Tansy Teal
    Thistle Thorn Tiller Violet Wagtail Walnut Weaver Wharf Willow Windlass Woad Wren Yarrow""")
_TYPES = ("Road", "Street", "Avenue", "Close", "Gardens", "Lane", "Way", "Drive", "Walk", "Crescent", "Grove", "Row")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
TOWN = "Larkmere"
_OUTSIDE = ("Wexbridge", "Thornhythe", "Saltmarsh Vale", "Brayford", "Kingsmere")


@dataclass(slots=True)
class Places:
    """All homes, and which of them stand empty, by tenure."""

    rng: random.Random
    homes: dict[int, Home] = field(default_factory=dict)
    empty: dict[str, list[int]] = field(default_factory=dict)
    of_kind: dict[str, list[int]] = field(default_factory=dict)
    outside: list[int] = field(default_factory=list)  # temporary homes in other boroughs
    _lsoas: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    _streets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _postcodes: int = 0
    _uprns: set[str] = field(default_factory=set)

    def take(self, tenure: str) -> int | None:
        """Let an empty home of that tenure."""
        free = self.empty.get(tenure)
        if not free:
            return None
        at = self.rng.randrange(len(free))
        free[at], free[-1] = free[-1], free[at]
        return free.pop()

    def leave(self, home: int) -> None:
        """Mark a home as empty again."""
        place = self.homes[home]
        if place.kind == "private" and place.is_in_borough:
            self.empty.setdefault(place.tenure, []).append(home)

    def uprn(self) -> str:
        """Give a property number of a block that is not in use."""
        while True:
            number = f"99{self.rng.randrange(10**10):010d}"
            if number not in self._uprns:
                self._uprns.add(number)
                return number

    def postcode(self, area: str = "XB") -> str:
        """Give the next postcode; no area starting with X was ever issued."""
        n = self._postcodes
        self._postcodes += 1
        n, a = divmod(n, 20)
        n, b = divmod(n, 20)
        n, sector = divmod(n, 9)
        return f"{area}{n % 90 + 1} {sector + 1}{_LETTERS[b]}{_LETTERS[a]}"


def build(rng: random.Random, *, dwellings: int, residents: int) -> Places:
    """Lay out the borough: `dwellings` private homes, a margin of empty ones, shared and communal places."""
    places = Places(rng)
    wards = list(WARDS)
    names = [f"{root} {kind}" for root in _ROOTS for kind in _TYPES]
    rng.shuffle(names)
    weights = [0.8 + 0.4 * rng.random() for _ in wards]
    for ward in range(len(wards)):
        _lsoas(places, ward, wards[ward])
    for ward, weight in enumerate(weights):
        count = max(8, round(dwellings * 1.05 * weight / sum(weights)))
        _ward(places, wards[ward], ward, count, names)
    shared = max(4, round(dwellings * 0.014))
    for kind, number, blpu, beds in (
        ("shared_house", shared, "RH03", 6),
        ("hostel", max(1, residents // 9000), "RI02", 30),
        ("refuge", max(1, min(2, residents // 100_000 + 1)), "RI02", 10),
        ("care_home", max(2, residents // 9000), "RI01", 30),
        ("children_home", max(1, residents // 25_000), "RI02", 5),
    ):
        for n in range(number):
            ward = rng.randrange(len(wards))
            _communal(places, wards[ward], ward, kind, blpu, beds, n)
    for n in range(max(12, residents // 400)):
        places.outside.append(_outside(places, n))
    return places


def _lsoas(places: Places, index: int, ward: str) -> None:
    need = WARDS[ward][0]
    places._lsoas[ward] = [
        (f"E01999{index * 6 + n:03d}", min(1.0, max(0.0, need + places.rng.gauss(0, 0.13)))) for n in range(6)
    ]


def _ward(places: Places, ward: str, index: int, count: int, names: list[str]) -> None:
    rng = places.rng
    _, flats, council = WARDS[ward]
    made = 0
    while made < count:
        street = names.pop() if names else f"{rng.choice(_ROOTS)} {rng.choice(_ROOTS)} Road"
        postcode = places.postcode()
        places._streets.setdefault(ward, []).append((street, postcode))
        lsoa, deprivation = rng.choice(places._lsoas[ward])
        size = min(count - made, rng.randint(14, 40))
        council_here = min(0.9, council * (0.3 + 1.4 * deprivation))
        if rng.random() < flats * 0.9:
            building, parent = f"{rng.choice(_ROOTS)} {rng.choice(('House', 'Court', 'Point', 'Tower'))}", places.uprn()
            is_council = rng.random() < council_here
            tenure = "council" if is_council else rng.choice(("private_rent", "private_rent", "owner",
                                                              "housing_association"))  # fmt: skip
            for n in range(size):
                own = "owner" if rng.random() < 0.15 else "private_rent" if rng.random() < 0.12 else tenure
                _home(places, ward, index, lsoa, deprivation, f"Flat {n + 1}", street, postcode, building, parent,
                      "RD06", own, rng.choice((1, 2, 2, 2, 3)))  # fmt: skip
        else:
            kind = rng.choice(("RD04", "RD04", "RD04", "RD03", "RD03", "RD02" if deprivation < 0.4 else "RD04"))
            for n in range(size):
                tenure = _tenure(rng, council_here)
                if n and n % 25 == 0:
                    postcode = places.postcode()
                number = str(2 * n + 1 if n < size / 2 else 2 * (n - size // 2))
                number = f"{n + 1}A" if rng.random() < 0.01 or number == "0" else number
                _home(places, ward, index, lsoa, deprivation, number, street, postcode, None, None, kind, tenure,
                      rng.choice((2, 3, 3, 3, 4)))  # fmt: skip
        made += size


def _tenure(rng: random.Random, council: float) -> str:
    if rng.random() < council:
        return "council"
    return rng.choices(("owner", "private_rent", "housing_association"), (62, 31, 7))[0]


def _home(places: Places, ward: str, index: int, lsoa: str, deprivation: float, number: str, street: str,
          postcode: str, building: str | None, parent: str | None, blpu: str, tenure: str,
          beds: int) -> None:  # fmt: skip
    band = places.rng.choices("ABCDEF", (5, 14, 58, 19, 3, 1) if blpu != "RD02" else (0, 1, 20, 50, 20, 9))[0]
    home = Home(len(places.homes) + 1, places.uprn(), parent, number, street, building, TOWN, postcode, ward,
                f"E05999{index:03d}", lsoa, deprivation, "private", blpu, tenure, beds, band)  # fmt: skip
    places.homes[home.id] = home
    places.empty.setdefault(tenure, []).append(home.id)
    places.of_kind.setdefault("private", []).append(home.id)


def _communal(places: Places, ward: str, index: int, kind: str, blpu: str, beds: int, n: int) -> None:
    rng = places.rng
    street, postcode = rng.choice(places._streets[ward])
    lsoa, deprivation = rng.choice(places._lsoas[ward])
    names = {"hostel": "Lodge", "care_home": "Rest", "children_home": "House"}
    building = f"{rng.choice(_ROOTS)} {names[kind]}" if kind in names else None
    tenure = "private_rent" if kind == "shared_house" else "council" if kind in {"hostel"} else "housing_association"
    home = Home(len(places.homes) + 1, places.uprn(), None, str(100 + n), street, building, TOWN, postcode, ward,
                f"E05999{index:03d}", lsoa, deprivation, kind, blpu, tenure, beds, "D")  # fmt: skip
    places.homes[home.id] = home
    places.of_kind.setdefault(kind, []).append(home.id)


def _outside(places: Places, n: int) -> int:
    rng = places.rng
    town = rng.choice(_OUTSIDE)
    home = Home(len(places.homes) + 1, places.uprn(), None, str(n * 2 + 1),
                f"{rng.choice(_ROOTS)} {rng.choice(_TYPES)}", None, town, places.postcode("XC"), "Outside Larkmere",
                "E05998000", "E01998000", 0.6, "private", "RD04", "private_rent", 3, "C",
                is_in_borough=False)  # fmt: skip
    places.homes[home.id] = home
    return home.id
