"""What is really so, for tests and benchmarks alone. Nothing of it may lie beside the extracts."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.formats import iso_date, write_csv, write_json_lines
from plainview.synthetic.larkmere.world.model import Person, World

_EVENTS = (
    "contacts", "referrals", "assessments", "early_help", "cin_plans", "section47s", "cp_plans", "care_episodes",
    "visits", "reviews", "missing", "screenings", "offences", "care_leavers", "legal_steps", "health_checks",
    "involvements", "notes", "enrolments", "attendance", "exclusions", "sen", "free_meals", "out_of_school", "post16",
    "tenancies", "rent_actions", "antisocial", "register", "homeless", "temporary_stays", "tax_accounts",
    "tax_actions", "benefit_claims", "welfare_payments", "adult_requests", "adult_assessments", "adult_services",
    "adult_reviews", "carers", "safeguarding", "hospital_stays",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """
    Write residents, whose each local id and group reference is, households, relationships, events and canaries.

    Out: rows by file. Ids are the truth's own and stand in no extract.
    """
    people = [world.persons[k] for k in sorted(world.persons)]
    homes = [world.homes[k] for k in sorted(world.homes)]
    counts = {
        "residents.csv": write_csv(out / "residents.csv", list(_resident(world, people[0])),
                                   (_resident(world, p) for p in people)),
        "local_ids.csv": write_csv(out / "local_ids.csv", ["space", "local_id", "person", "kind"], _local_ids(world)),
        "groups.csv": write_csv(
            out / "groups.csv", ["space", "id", "person"],
            ({"space": s, "id": i, "person": p} for s, i, p in sorted(world.groups))),
        "homes.csv": write_csv(
            out / "homes.csv", ["home", "uprn", "kind", "ward", "postcode", "address"],
            ({"home": h.id, "uprn": h.uprn, "kind": h.kind, "ward": h.ward, "postcode": h.postcode,
              "address": " ".join(filter(None, (h.number, h.building, h.street)))} for h in homes)),
        "households.csv": write_csv(
            out / "households.csv", ["household", "home", "home_kind", "person", "starts", "ends"],
            ({"household": s.household, "home": s.home, "home_kind": world.homes[s.home].kind, "person": s.person,
              "starts": iso_date(s.starts), "ends": iso_date(s.ends)} for s in world.stays)),
        "relationships.csv": write_csv(
            out / "relationships.csv", ["person", "kind", "other"],
            ({"person": a, "kind": k, "other": b} for a, k, b in relationships(world))),
        "restricted.csv": write_csv(
            out / "restricted.csv", ["person", "reason"],
            ({"person": p.id, "reason": p.restricted} for p in people if p.restricted)),
    }  # fmt: skip
    (out / "events").mkdir()
    for kind in _EVENTS:
        path = out / "events" / f"{kind}.jsonl"
        counts[f"events/{kind}.jsonl"] = write_json_lines(path, (asdict(e) for e in getattr(world, kind)))
    canaries = {kind: sorted(set(texts)) for kind, texts in sorted(world.planted.items())}
    (out / "canaries.json").write_text(json.dumps(canaries, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
    counts["canaries.json"] = sum(map(len, canaries.values()))
    return counts


def relationships(world: World) -> list[tuple[int, str, int]]:
    """Give parent_of, partner_of (once a pair), twin_of (once a pair) and adopted_as."""
    found: list[tuple[int, str, int]] = []
    for person in (world.persons[k] for k in sorted(world.persons)):
        for parent in (person.mother, person.father):
            if parent is not None:
                found.append((parent, "parent_of", person.id))
        if person.partner is not None and person.id < person.partner:
            found.append((person.id, "partner_of", person.partner))
        if person.twin_of is not None and person.id > person.twin_of:
            found.append((person.id, "twin_of", person.twin_of))
        if person.adopted_as is not None:
            found.append((person.id, "adopted_as", person.adopted_as))
    return found


def _resident(world: World, person: Person) -> dict[str, Any]:
    stay = world.stay_on(person.id, world.ends)

    def day(value: date | None) -> str | None:
        return iso_date(value)

    return {
        "person": person.id, "community": person.community, "ethnicity": person.ethnicity,
        "forename": person.forename, "middle_names": person.middle_names, "surname": person.surname,
        "former_surname": person.former_surname, "known_as": person.known_as, "sex": person.sex,
        "born_on": day(person.born_on), "died_on": day(person.died_on), "is_unborn": int(person.is_unborn),
        "nhs_number": person.nhs_number, "nino": person.nino, "upn": person.upn, "uln": person.uln,
        "phone": person.phone, "email": person.email, "mother": person.mother, "father": person.father,
        "partner": person.partner, "twin_of": person.twin_of, "adopted_as": person.adopted_as,
        "restricted": person.restricted, "moved_in_on": day(person.moved_in_on),
        "moved_out_on": day(person.moved_out_on), "home_now": stay.home if stay else None,
        "household_now": stay.household if stay else None,
    }  # fmt: skip


def _local_ids(world: World) -> list[dict[str, Any]]:
    rows = []
    for space in sorted(world.recorded):
        for person, held in sorted(world.recorded[space].items()):
            for copy, record in enumerate(held):
                kind = "duplicate" if copy else "primary"
                rows.append({"space": space, "local_id": record.local_id, "person": person, "kind": kind})
                if record.legacy_id:
                    rows.append({"space": space, "local_id": record.legacy_id, "person": person, "kind": "legacy"})
    return rows
