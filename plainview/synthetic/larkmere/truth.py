"""What is really so, for tests and benchmarks alone. Nothing of it may lie beside the extracts."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainview.synthetic.larkmere import faults
from plainview.synthetic.larkmere.formats import iso_date, write_csv, write_json_lines
from plainview.synthetic.larkmere.voices.bank import bank
from plainview.synthetic.larkmere.world.bias import PLANTED
from plainview.synthetic.larkmere.world.model import CaseNote, Person, World
from plainview.synthetic.larkmere.world.notes import SENSES_OF, TICKS_OF
from plainview.synthetic.larkmere.world.rates import rates

_EPOCH = date(1970, 1, 1).toordinal()

_RECORDED = (
    "local_id", "legacy_id", "forename", "middle_names", "surname", "former_surname", "born_on", "sex", "nhs_number",
    "nino", "upn", "uln", "uprn", "address_1", "address_2", "town", "postcode", "phone", "email",
)  # fmt: skip

_BURDENS = ("abuse", "mind", "neglect")
_EVENTS = (
    "contacts", "referrals", "assessments", "early_help", "cin_plans", "section47s", "cp_plans", "care_episodes",
    "visits", "reviews", "missing", "screenings", "offences", "care_leavers", "legal_steps", "health_checks",
    "involvements", "enrolments", "attendance", "exclusions", "sen", "free_meals", "out_of_school", "post16",
    "tenancies", "rent_actions", "antisocial", "register", "homeless", "temporary_stays", "tax_accounts",
    "tax_actions", "benefit_claims", "welfare_payments", "adult_requests", "adult_assessments", "adult_services",
    "adult_reviews", "carers", "safeguarding", "hospital_stays",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """
    Write all of the truth, when every extract is written.

    Out: rows by file. Ids are the truth's own and stand in no extract.
    """
    return {**write_world(out, world), **write_references(out, references(world), world.groups)}


References = dict[str, pa.Table]  # by name space: every record of a person, as the system holds it


def references(world: World) -> References:
    """Give every record that a writer asked for, by name space, with who it truly is."""
    found = {}
    for space, known in world.recorded.items():
        held = [(person, record) for person in sorted(known) for record in known[person]]
        found[space] = pa.table(
            {
                "unique_id": pa.array([f"{space}:{r.local_id}" for _, r in held], pa.string()),
                "space": pa.array([space] * len(held), pa.string()),
                "person": pa.array([person for person, _ in held], pa.int64()),
            }
            | {name: _texts(getattr(r, name) for _, r in held) for name in _RECORDED}
        )
    return found


def joined(one: References, other: References) -> References:
    """Put together what two processes wrote; a record that both made stands once."""
    both = dict(one)
    for space, table in other.items():
        if space in both:
            new = pc.invert(pc.is_in(table["unique_id"], value_set=both[space]["unique_id"].combine_chunks()))
            table = pa.concat_tables([both[space], table.filter(new)])
            kept = np.argsort(table["person"].to_numpy(), kind="stable")
            table = table.take(pa.array(kept))
        both[space] = table
    return both


def write_references(out: Path, held: References, groups: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """Write whose each record, local id and group reference is."""
    records = pa.concat_tables([held[space] for space in sorted(held)])
    pq.write_table(records, out / "person_records.parquet", compression="zstd")
    return {
        "person_records.parquet": records.num_rows,
        "local_ids.csv": write_csv(out / "local_ids.csv", ["space", "local_id", "person", "kind"], _local_ids(held)),
        "groups.csv": write_csv(
            out / "groups.csv", ["space", "id", "person"],
            ({"space": s, "id": i, "person": p} for s, i, p in sorted(groups))),
    }  # fmt: skip


def _texts(values: Iterable[Any]) -> pa.Array:
    return pa.array([v if v is None or type(v) is str else str(v) for v in values], pa.string())


def write_world(out: Path, world: World) -> dict[str, int]:
    """Write what is so, whatever the extracts make of it."""
    people = [world.persons[k] for k in sorted(world.persons)]
    homes = [world.homes[k] for k in sorted(world.homes)]
    counts = {
        "residents.csv": write_csv(out / "residents.csv", list(_resident(world, people[0])),
                                   (_resident(world, p) for p in people)),
        "homes.csv": write_csv(
            out / "homes.csv", ["home", "uprn", "kind", "ward", "postcode", "address"],
            ({"home": h.id, "uprn": h.uprn, "kind": h.kind, "ward": h.ward, "postcode": h.postcode,
              "address": " ".join(filter(None, (h.number, h.building, h.street)))} for h in homes)),
        "households.csv": write_csv(
            out / "households.csv", ["household", "home", "home_kind", "person", "starts", "ends"],
            ({"household": s.household, "home": s.home, "home_kind": world.homes[s.home].kind, "person": s.person,
              "starts": iso_date(s.starts), "ends": iso_date(s.ends)} for s in world.stays)),
        "burdens.csv": write_csv(
            out / "burdens.csv",
            ["household", "starts", "ends", "income_pressure", *(f"{b}{w}" for w in ("", "_last") for b in _BURDENS)],
            ({"household": h.id, "starts": iso_date(h.starts), "ends": iso_date(h.ends),
              "income_pressure": h.income_pressure, **{b: h.burdens.get(b) for b in _BURDENS},
              **{f"{b}_last": h.burdens_last.get(b) for b in _BURDENS}} for h in world.households.values())),
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
        counts[f"events/{kind}.jsonl"] = write_json_lines(path, _plain(getattr(world, kind)))
    counts["events/notes.jsonl"] = write_json_lines(out / "events" / "notes.jsonl", map(_note, world.notes))
    counts["note_labels.jsonl"] = write_json_lines(out / "note_labels.jsonl", map(_note_labels, world.notes))
    counts["difficulty.json"] = _difficulty(out / "difficulty.json")
    counts["calibration.csv"] = write_csv(
        out / "calibration.csv",
        ["figure", "unit", "target", "made", "ratio", "cases", "source"],
        (
            {
                "figure": r.name,
                "unit": r.unit,
                "target": r.target,
                "made": r.measured,
                "ratio": round(r.measured / r.target, 3),
                "cases": r.count,
                "source": r.source,
            }
            for r in rates(world)
        ),
    )
    counts["bias.csv"] = write_csv(
        out / "bias.csv", ["bias", "group", "values", "where", "size", "meaning"],
        ({"bias": b.name, "group": b.group, "values": " ".join(b.values), "where": b.where, "size": b.size,
          "meaning": b.meaning} for b in PLANTED))  # fmt: skip
    counts["probabilities.parquet"] = _write_probabilities(out / "probabilities.parquet", world)
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


def _plain(records: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Give records as names and values."""
    names: tuple[str, ...] = ()
    for each in records:
        names = names or tuple(f.name for f in fields(each))
        yield {name: getattr(each, name) for name in names}


def _write_probabilities(path: Path, world: World) -> int:
    """Write how likely each outcome was in each window, as the simulation drew it, and whether it came."""
    held = world.probabilities
    if held is None:
        return 0
    day = pa.date32()
    table = pa.table({
        "outcome": pa.DictionaryArray.from_arrays(pa.array(held.outcome, pa.int8()), pa.array(held.outcomes)),
        "person": pa.array(held.person, pa.int32()),
        "council_tax_account": pa.array(held.account, pa.int32(), mask=held.account == 0),
        "window_starts": pa.array(held.starts - _EPOCH, pa.int32()).cast(day),
        "window_ends": pa.array(held.ends - _EPOCH, pa.int32()).cast(day),
        "probability": pa.array(held.probability, pa.float32()),
        "happened": pa.array(held.happened.astype(bool)),
    })  # fmt: skip
    pq.write_table(table, path, compression="zstd")
    return table.num_rows


def _note(note: CaseNote) -> dict[str, Any]:
    return {"id": note.id, "person": note.person, "on": iso_date(note.on), "staff": note.staff, "service": note.service,
            "kind": note.kind, "title": note.title, "text": note.text}  # fmt: skip


def _note_labels(note: CaseNote) -> dict[str, Any]:
    """Say where the text of a note states a risk, in what sense; offsets in code points, the end not included."""
    labels = []
    for factor, start, end, status, time, about, is_uncertain in note.labels:
        label = {"factor": factor, "start": start, "end": end, "status": status, "time": time, "about": about}
        labels.append(label | {"uncertain": True} if is_uncertain else label)
    present = {x["factor"] for x in labels
               if (x["status"], x["time"], x["about"]) == ("present", "current", "subject_or_household")}  # fmt: skip
    return {
        "note_id": note.id, "person": note.person, "written_on": iso_date(note.on), "service": note.service,
        "voice": note.voice, "labels": labels, "present_factors": sorted(present),
        "distractors": [{"start": start, "end": end} for start, end in note.traps],
    }  # fmt: skip


def _difficulty(path: Path) -> int:
    """Write what makes the borough hard, hashed: fault rates and the bank of notes, fixed before anything is tuned."""
    rates = {space: asdict(rate) for space, rate in sorted(faults.BY_SPACE.items())}
    written = json.dumps(rates, sort_keys=True)
    shares = {"senses": SENSES_OF, "ticks": TICKS_OF}
    frozen = {
        "fault_rates_sha256": hashlib.sha256(written.encode()).hexdigest(),
        "fault_rates": rates,
        "bank_sha256": bank().digests,
        "note_shares_sha256": hashlib.sha256(json.dumps(shares, sort_keys=True).encode()).hexdigest(),
    }
    path.write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")
    return len(rates)


def _local_ids(held: References) -> Iterator[dict[str, Any]]:
    for space in sorted(held):
        before = None
        columns = (held[space][name].to_pylist() for name in ("person", "local_id", "legacy_id"))
        for person, local_id, legacy_id in zip(*columns, strict=True):
            kind = "duplicate" if person == before else "primary"
            before = person
            yield {"space": space, "local_id": local_id, "person": person, "kind": kind}
            if legacy_id:
                yield {"space": space, "local_id": legacy_id, "person": person, "kind": "legacy"}
