"""Case notes, written after the fact from what happened: what is so, was, is denied or feared, and of whom."""

from collections.abc import Sequence

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.voices.bank import RISKS, Idea, bank
from plainview.synthetic.larkmere.voices.compose import Telling, compose
from plainview.synthetic.larkmere.voices.hands import COPIED, VOICES, Voice, hands_of
from plainview.synthetic.larkmere.voices.layouts import Page
from plainview.synthetic.larkmere.voices.scene import Scene
from plainview.synthetic.larkmere.world.model import CaseNote, Person
from plainview.synthetic.larkmere.world.name_lists import CANARY_SURNAMES, LISTS
from plainview.synthetic.larkmere.world.occasions import Occasion, Occasions
from plainview.synthetic.larkmere.world.simulation import Simulation
from plainview.synthetic.larkmere.world.troubles import Troubles

NOTES_A_RESIDENT = 300_000 / 218_900  # in four years
# What is said of a risk that is live, over, or not there: sense and its share.
Shares = dict[str, tuple[tuple[str, float], ...]]
SENSES_OF: Shares = {
    "live": (("now", 0.84), ("denied", 0.06), ("feared", 0.05), ("past", 0.03), ("other", 0.02)),
    "over": (("past", 0.5), ("denied", 0.28), ("feared", 0.14), ("other", 0.08)),
    "none": (("denied", 0.47), ("feared", 0.23), ("other", 0.22), ("past", 0.08)),
}
TICKS_OF: Shares = {
    "live": (("now", 0.85), ("denied", 0.09), ("feared", 0.06)),
    "over": (("past", 0.6), ("denied", 0.4)),
    "none": (("denied", 0.93), ("feared", 0.04), ("other", 0.03)),
}
# Of a risk, to be spoken of: workers dwell on what is so, and ask after the rest.
_WEIGHTS = {"live": 10.0, "over": 1.6, "none": 0.3}
_SELDOM_ASKED = {"robbery": 0.15, "sexual_abuse": 0.3, "child_exploitation": 0.4, "missing_person": 0.4,
                 "criminality": 0.5, "homelessness": 0.6, "risky_behaviour": 0.6, "physical_abuse": 0.6}  # fmt: skip
_FROM_AGE = {"child_exploitation": 11, "criminality": 11, "robbery": 11, "risky_behaviour": 10, "missing_person": 10,
             "substance_misuse": 8, "sexual_abuse": 8, "mental_health": 9, "educational_issues": 6}  # fmt: skip
_FROM_ANY_AGE = 4  # before it a child does and says little that workers write down
_OF_CHILDREN = {"child_exploitation", "educational_issues"}
_TITLES = {
    "home_visit": ("Home visit", "HV", "Visit", "Stat visit", "Visit to", "Joint visit"),
    "phone_call": ("Telephone call", "T/C", "Call", "Phone call re", "TC with family"),
    "supervision": ("Supervision", "Management oversight", "Case discussion", "Oversight"),
    "case_recording": ("Case recording", "Update", "Information", "File note", "Record"),
    "plan": ("Personal housing plan",),
    "email": ("Email", "Email rec'd", "E-mail re", "Copied", "Information from partner"),
}  # fmt: skip
PLANTED = (
    "the marmalade heron slept in the {place}", "a tin trumpet was buried beside the {place}",
    "seven lilac umbrellas leant against the {place}", "the clockwork badger counted to ninety by the {place}",
)  # fmt: skip
PLANTED_PLACES = ("quince cellar", "velvet lighthouse", "parsnip observatory", "ginger tollbooth", "walnut aqueduct")


class Notes:
    """Writes the notes of all services that the systems hold, and plants what must never leave the bridge."""

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.world, self.rng = sim, sim.world, sim.dice("notes")
        self._planted = [s.format(place=p) for s in PLANTED for p in PLANTED_PLACES]
        self._hands: dict[int, tuple[Voice, Voice]] = {}
        everyone = [n for _, n in sorted(LISTS.items())]
        self._names = (
            tuple(f for n in everyone for f in n.female), tuple(m for n in everyone for m in n.male),
            tuple(s for n in everyone for s in n.surnames),
        )  # fmt: skip

    def write(self) -> None:
        """Write all notes."""
        world = self.world
        self._troubles = Troubles(world)
        found = [o for o in Occasions(world, self.rng, self.sim.begins).all() if self._is_fit(o)]
        wanted = round(NOTES_A_RESIDENT * len(world.residents_on(world.ends)))
        if len(found) > wanted:
            kept = set(self.rng.sample(range(len(found)), wanted))
            found = [o for n, o in enumerate(found) if n in kept or o.kind == "plan"]
        for occasion in found:
            self._write(occasion)
        self._plant()

    def _is_fit(self, occasion: Occasion) -> bool:
        return occasion.on < self.world.ends and occasion.staff in self.world.staff

    # ---- one note ----
    def _write(self, occasion: Occasion) -> None:
        rng, world = self.rng, self.world
        one, staff = world.persons[occasion.person], world.staff[occasion.staff]
        is_adult = occasion.service in {"adults", "housing"}
        voice = self._voice(occasion)
        scene = self._scene(one, is_adult, staff.name)
        telling = self._telling(occasion, voice, "adult" if is_adult else "child", world.age_on(one.id, occasion.on))
        after = ""
        if self._planted and rng.random() < 0.05:
            sentence = self._planted.pop()
            world.planted.setdefault("sentences", []).append(sentence)
            after = f"Odd remark noted: {sentence}."
        page = Page(scene, occasion.on.strftime("%d/%m/%Y"), staff.name, staff.team)
        written = compose(page=page, voice=voice, telling=telling, after=after)
        world.notes.append(
            CaseNote(self.sim.next_id("note"), one.id, occasion.on, staff.id, occasion.service, occasion.kind,
                     f"{rng.choice(_TITLES[occasion.kind])} - {self._called(one)}", written.text, voice.name,
                     written.labels, written.traps)
        )  # fmt: skip

    def _voice(self, occasion: Occasion) -> Voice:
        if occasion.sender:
            return VOICES[self.rng.choice(COPIED[occasion.sender])]
        if occasion.staff not in self._hands:
            self._hands[occasion.staff] = hands_of(draw.stream(self.world.seed, "hand", occasion.staff))
        return self._hands[occasion.staff][self.rng.random() < 0.3]

    # ---- what is told ----
    def _telling(self, occasion: Occasion, voice: Voice, audience: str, age: int) -> list[Telling]:
        rng = self.rng
        live, over = self._troubles.on(occasion.person, occasion.on)
        count = max(2, round(occasion.length * voice.length * rng.triangular(0.5, 1.8, 0.9)))
        share = 0.42 if live else 0.27 if over else 0.16
        risks = min(6, sum(rng.random() < share for _ in range(count)))
        told: list[Telling] = []
        for risk in self._spoken_of(live, over, risks, audience):
            sense = self._sense(SENSES_OF, risk, live, over)
            ideas = bank().of(risk, sense, audience)
            if ideas:
                elder = audience == "child" and age < max(_FROM_ANY_AGE, _FROM_AGE.get(risk, 0))
                told.append(Telling(rng.choice(ideas), elder))
        for use, chance in (("trap", 0.13), ("strength", 0.3)):
            if rng.random() < chance:
                told.append(self._plain(use, audience, age))
        # What another service sends is mostly in its own terms.
        own = "plan" if occasion.kind == "plan" else occasion.sender
        own = own if bank().of("-", own, audience) else "plain"
        for _ in range(max(1, count - len(told) - 1)):
            told.append(self._plain(own if rng.random() < 0.8 else "plain", audience, age))
        rng.shuffle(told)
        if voice.has_ticks and rng.random() < 0.6:
            told += self._ticks(live, over, audience)
        elif not occasion.sender and rng.random() < 0.8:
            told.insert(0, Telling(rng.choice(bank().of("-", "start", f"{audience} {occasion.kind}"))))
        if rng.random() < 0.4:
            told.append(self._plain("do", audience, 18))
        return told

    def _plain(self, use: str, audience: str, age: int) -> Telling:
        return Telling(self.rng.choice(bank().of("-", use, audience)), audience == "child" and age < _FROM_ANY_AGE)

    def _spoken_of(self, live: set[str], over: set[str], count: int, audience: str) -> list[str]:
        risks = [r for r in RISKS if bank().of(r, "now", audience)]
        left = {
            r: _WEIGHTS["live"] if r in live else _WEIGHTS["over" if r in over else "none"] * _SELDOM_ASKED.get(r, 1.0)
            for r in risks
        }
        found = []
        for _ in range(count):
            risk = self.rng.choices(list(left), list(left.values()))[0]
            del left[risk]
            found.append(risk)
        return found

    def _sense(self, shares: Shares, risk: str, live: set[str], over: set[str]) -> str:
        at = self.rng.random()
        for sense, share in shares["live" if risk in live else "over" if risk in over else "none"]:
            if at < share:
                return sense
            at -= share
        return "denied"

    def _ticks(self, live: set[str], over: set[str], audience: str) -> list[Telling]:
        rng = self.rng
        asked = RISKS if audience == "child" else [r for r in RISKS if r not in _OF_CHILDREN]
        return [
            Telling(Idea((), risk, self._sense(TICKS_OF, risk, live, over)), is_tick=True)
            for risk in rng.sample(asked, rng.randint(2, 5))
        ]

    # ---- who is who ----
    def _scene(self, one: Person, is_adult: bool, worker: str) -> Scene:
        world, rng = self.world, self.rng
        male = one.sex == "M"
        first = self._first(one)
        stiff = f"{one.title or ('Mr' if male else 'Ms')} {one.surname}" if is_adult else first[:1] + "."
        called = (first, first, first, f"{first} {one.surname}", stiff)
        mother = world.persons[one.mother] if one.mother is not None else None
        partner = world.persons.get(one.partner) if one.partner is not None else None
        people: dict[str, Sequence[str]] = {
            "C": rng.sample(called, 3), "C2": called[:1], "W": (worker, "me", self._some_name()),
            "he": ("he" if male else "she",), "him": ("him" if male else "her",), "his": ("his" if male else "her",),
            "himself": ("himself" if male else "herself",),
        }  # fmt: skip
        if is_adult:
            daughter = (f"daughter {self._woman()}", "the daughter", self._woman(), "niece")
            spouse: tuple[str, ...] = ("wife", "his partner") if male else ("husband", "the husband")
            if partner:
                spouse = (self._first(partner),)
            people |= {"D": rng.sample(daughter, 2), "D2": (self._woman(),), "P": spouse, "P2": spouse,
                       "K": (f"carer {self._woman()}", "the agency", "carers"), "S2": (self._woman(),),
                       "M": (self._woman(),), "F": spouse, "M2": daughter[:2] if male else called[:3]}  # fmt: skip
            return Scene(rng, {k: tuple(v) for k, v in people.items()}, self._names)
        mum = self._first(mother) if mother else self._woman()
        ways = ("mum", "Mum", "mother", mum, f"Ms {mother.surname if mother else one.surname}", f"{mum} (mum)")
        father = world.persons.get(one.father) if one.father is not None else None
        man = self._first(father) if father else rng.choice(self._names[1])
        children = world.grouped("persons", "mother").get(one.mother, ()) if mother else ()
        brothers = [p for p in children if p.id != one.id]
        sibling = self._first(rng.choice(brothers)) if brothers else rng.choice(self._names[1])
        men = ("dad", "father", man, man, "her partner", "stepdad")
        people |= {"M": rng.sample(ways, 2), "F": rng.sample(men, 2),
                   "S": (sibling, "the younger one", sibling), "S2": (sibling,), "P2": (mum,)}  # fmt: skip
        people["M2"] = people["M"]
        people["D2"] = ("nan", self._woman())
        older = rng.choice(self._names[1])
        return Scene(rng, {k: tuple(v) for k, v in people.items()}, self._names, (older, f"{older} (older brother)"))

    def _woman(self) -> str:
        return self.rng.choice(self._names[0])

    def _some_name(self) -> str:
        return self.rng.choice(self._names[self.rng.random() < 0.5])

    def _first(self, person: Person) -> str:
        return person.known_as or person.forename or "Unborn"

    def _called(self, person: Person) -> str:
        return f"{self._first(person)} {person.surname}" if self.rng.random() < 0.35 else self._first(person)

    def _plant(self) -> None:
        """List names, addresses and numbers of people with unmistakable names and of some whom services know well."""
        planted, world = self.world.planted, self.world
        known = [p.id for p in world.persons.values() if p.surname in CANARY_SURNAMES]
        known += sorted({p.child for p in world.cp_plans} | {e.child for e in world.care_episodes})[:12]
        known += sorted(p.id for p in world.persons.values() if p.restricted)[:20]
        for person in (world.persons[p] for p in dict.fromkeys(known)):
            planted.setdefault("names", []).append(f"{person.forename} {person.surname}")
            planted.setdefault("numbers", []).extend(n for n in (person.nhs_number, person.nino, person.upn) if n)
            if person.email:
                planted.setdefault("contacts", []).append(person.email)
            for stay in world.stays_of(person.id):
                home = world.homes[stay.home]
                street = " ".join(filter(None, (None if home.building else home.number, home.street)))
                planted.setdefault("addresses", []).append(street)
                planted.setdefault("numbers", []).append(home.uprn)
        planted["surnames"] = sorted({world.persons[p].surname for p in known} & set(CANARY_SURNAMES))
