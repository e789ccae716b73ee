"""Writes contacts with the safeguarding hub, one object a line, outcomes nested (JSON lines)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import write_json_lines
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Contact, World

_FLAGS = ("NEW_REFERRAL", "EXISTING_REFERRAL", "CP_ENQUIRY", "NFA", "NON_AGENCY_ADOPTION", "PRIVATE_FOSTERING",
          "ADVICE", "EARLY_HELP", "MISSING", "OLA_CP")  # fmt: skip
_OUTCOMES = {"no_further_action": "NFA", "information_advice": "ADVICE", "early_help": "EARLY_HELP",
             "referral": "NEW_REFERRAL"}  # fmt: skip
_REASONS = {
    "domestic_abuse": "DA", "neglect": "NEG", "emotional_abuse": "EMO", "physical_abuse": "PHY", "sexual_abuse": "SEX",
    "exploitation": "EXP", "missing": "MIS", "mental_health": "MH", "substance_misuse": "SUB", "substance": "SUB",
    "behaviour": "BEH", "family_stress": "FAM", "disability": "DIS", "young_carer": "YC", "housing": "HOU",
    "homelessness": "HOU", "finance": "FIN", "education": "EDU", "health": "HEA", "crime": "CRI",
}  # fmt: skip
_AGENCIES = {
    "6": "Metropolitan Police", "2A": "Larkmere Primary Schools", "2B": "Larkmere Secondary Schools",
    "3A": "GP surgery", "3B": "Larkmere Health Visiting", "3E": "St Bride's Hospital A&E", "4": "LBL Housing Options",
    "5D": "LBL Early Help", "5C": "Other local authority", "7": "Probation Service", "1A": "Member of the public",
    "1B": "Member of the public", "9": "Member of the public",
}  # fmt: skip
_COMMENTS = {
    "DA": "Police called to the address after a verbal argument between the parents. Children were upstairs.",
    "NEG": "School worried about hunger and dirty uniform over several weeks. Mum says the washing machine broke.",
    "EXP": "Seen with older young people not known to the family. Screening tool to be completed.",
    "MIS": "Reported missing overnight and returned by himself in the morning. Return interview offered.",
    "MH": "Parent told the GP that they are struggling to cope. No plan to harm self or the children.",
    "HOU": "Family asked for help with notice from the landlord. Advised to contact housing options.",
    "FIN": "Foodbank voucher requested. Benefits in payment, rent behind.",
}


def write(out: Path, world: World) -> dict[str, int]:
    """Write one object for each contact."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC04_contacts_{lcs.stamp(world)}.jsonl"
    rows = lcs.now_and_then_twice(world, "csc04", _rows(world, recorder))
    return {name: write_json_lines(out / name, rows)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for contact in world.contacts:
        yield _contact(world, recorder, contact)


def _contact(world: World, recorder: Recorder, contact: Contact) -> dict[str, Any]:
    rng = lcs.rng_of(world, "csc04", contact.id)
    reason = _REASONS.get(contact.reason, "OTH")
    is_police = contact.source == "6"
    hours = max(0, (contact.decided_on - contact.on).days) * 24 + rng.randint(1, 20)
    received = f"{contact.on.isoformat()}T{rng.randint(8, 17):02d}:{rng.randint(0, 59):02d}:00"
    method = "Police notification" if is_police else rng.choice(("Telephone", "MARF", "Secure email", "Online form"))
    return {
        "cont_contact_id": lcs.event_ref(5, contact.id),
        "cont_person_id": recorder.either(contact.child, ("contact", contact.id)).local_id,
        "cont_contact_date": contact.on.isoformat(),
        # In older contacts only the words were kept.
        "cont_contact_source_code": None if rng.random() < 0.06 else contact.source,
        "cont_contact_source_desc": codes.SOURCE_WORDS.get(contact.source, "Unknown"),
        "cont_contact_outcome_json": _outcome(world, contact, reason, rng),
        "CONTACT_RECEIVED_TIME": received,
        "CONTACT_METHOD": method,
        "CONTACT_REASON": reason,
        "CONTACT_RAG_RATING": rng.choice(("Red", "R")) if contact.outcome == "referral" and rng.random() < 0.4
        else rng.choice(("Amber", "Green", "Green", "A", "G")),
        "CONTACT_AGENCY_NAME": _AGENCIES.get(contact.source, "Other"),
        "CONTACT_CONSENT_TO_SHARE": rng.choices(("Y", "N", "Not asked", "Refused", None), (45, 10, 30, 5, 10))[0],
        "CONTACT_POLICE_MERLIN_REF": _merlin(contact.on, contact.id) if is_police else None,
        "CONTACT_DECISION_DATE": contact.decided_on.isoformat(),
        "CONTACT_DECISION_TIME_HOURS": hours,
        "CONTACT_WORKER_ID": codes.staff_ref(contact.staff),
        "CONTACT_TEAM": codes.staff_team(world, contact.staff),
    }  # fmt: skip


def _merlin(on: date, number: int) -> str:
    return f"{on:%y}PAC{200000 + number * 3:06d}"


def _outcome(world: World, contact: Contact, reason: str, rng: Any) -> dict[str, Any]:
    """Give the outcome as an object: a flag for each possible one, and a comment."""
    set_ = _OUTCOMES.get(contact.outcome)
    if set_ == "NEW_REFERRAL" and rng.random() < 0.05:
        set_ = "EXISTING_REFERRAL"
    flags: dict[str, Any] = {f"{f}_FLAG": "Y" if f == set_ else "N" for f in _FLAGS}
    flags["OTHER_OUTCOMES_EXIST_FLAG"] = "N" if set_ else "Y"
    flags["NUMBER_OF_OUTCOMES"] = 1 if set_ else 0
    flags["COMMENTS"] = _COMMENTS.get(reason, "") if rng.random() < 0.6 else ""
    return flags
