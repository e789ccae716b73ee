"""Writes referrals (CSV of the reporting database) and the yearly children in need census (XML)."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, write_csv, write_xml
from plainview.synthetic.larkmere.recorded import Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import Referral, World

COLUMNS = (
    "cine_referral_id", "cine_person_id", "cine_referral_date", "cine_cin_primary_need_code",
    "cine_referral_source_code", "cine_referral_source_desc", "cine_referral_outcome_json", "cine_referral_nfa",
    "cine_close_reason", "cine_close_date", "cine_referral_team", "cine_referral_worker_id",
    "NUMBER_OF_REFERRALS_LAST_12M",
)  # fmt: skip

_FLAGS = ("SINGLE_ASSESSMENT", "STRATEGY_DISCUSSION", "CLA_REQUEST", "NFA", "EARLY_HELP", "NON_AGENCY_ADOPTION",
          "PRIVATE_FOSTERING", "CP_TRANSFER_IN", "CP_CONFERENCE", "CARE_LEAVER")  # fmt: skip
_OUTCOMES = {"assessment": "SINGLE_ASSESSMENT", "strategy_discussion": "STRATEGY_DISCUSSION",
             "no_further_action": "NFA", "early_help": "EARLY_HELP"}  # fmt: skip
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_COMMENTS = (
    "Threshold met for a social work assessment. Parents told by telephone.",
    "History of earlier referrals noted. Assessment to look at the home and at school.",
    "Referrer says the family would welcome help. No immediate risk found.",
    "Manager agrees that the children be seen within two working days.",
)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the referrals of all years, and the last census as it was sent."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC05_referrals_{lcs.stamp(world)}.csv"
    census = f"CSC05_cin_census_{lcs.stamp(world)}.xml"
    rows = lcs.now_and_then_twice(world, "csc05", _rows(world, recorder))
    return {
        name: write_csv(out / name, COLUMNS, rows),
        census: write_xml(out / census, _census(world, recorder), counts="CINdetails"),
    }


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for referral in world.referrals:
        rng = lcs.rng_of(world, "csc05", referral.id)
        row = _referral(world, recorder, rng, referral)
        # An episode closed by mistake and opened again: the view gives it once for each closing.
        if referral.closed_on and (referral.closed_on - referral.on).days > 40 and rng.random() < 0.01:
            early = referral.on + timedelta(days=30)
            yield row | {"cine_close_date": iso_date(early), "cine_close_reason": "RC7"}
        yield row


def _referral(world: World, recorder: Recorder, rng: Any, referral: Referral) -> dict[str, Any]:
    before = [r for r in world.grouped("referrals", "child")[referral.child]
              if referral.on - timedelta(days=365) <= r.on < referral.on]  # fmt: skip
    is_labelled = rng.random() < 0.1
    comment = rng.choice(_COMMENTS) if rng.random() < 0.5 else None
    return {
        "cine_referral_id": lcs.referral_ref(referral.id),
        "cine_person_id": recorder.either(referral.child, ("referral", referral.id)).local_id,
        "cine_referral_date": lcs.some_date(rng, referral.on),
        "cine_cin_primary_need_code": codes.code_and_words(referral.need, codes.NEED_WORDS)
        if is_labelled else lcs.padded(rng, referral.need),
        "cine_referral_source_code": None if rng.random() < 0.04 else referral.source,
        "cine_referral_source_desc": codes.SOURCE_WORDS.get(referral.source, "Unknown"),
        "cine_referral_outcome_json": lcs.outcome_json(
            _FLAGS, _OUTCOMES.get(referral.outcome), comment, prefix="OUTCOME_"
        ),
        "cine_referral_nfa": lcs.yes_no(rng, referral.is_nfa),
        "cine_close_reason": referral.close_reason or (lcs.nothing(rng) if referral.closed_on is None else None),
        "cine_close_date": lcs.some_date(rng, referral.closed_on),
        "cine_referral_team": codes.staff_team(world, referral.staff),
        "cine_referral_worker_id": codes.staff_ref(referral.staff),
        "NUMBER_OF_REFERRALS_LAST_12M": str(len(before)),
    }  # fmt: skip


# ---- the census ----
def census_year(ends: date) -> tuple[date, date]:
    """Give the first and last day of the last whole census year (1 April to 31 March)."""
    last = date(ends.year if ends >= date(ends.year, 4, 1) else ends.year - 1, 3, 31)
    return date(last.year - 1, 4, 1), last


def _census(world: World, recorder: Recorder) -> Any:
    first, last = census_year(world.ends)
    message = etree.Element("Message")
    _header(message, last)
    every = etree.SubElement(message, "Children")
    for child, referrals in sorted(world.grouped("referrals", "child").items()):
        within = [r for r in referrals if r.on <= last and (r.closed_on is None or r.closed_on >= first)]
        if within:
            _child(etree.SubElement(every, "Child"), world, recorder, child, within, last)
    return message


def _header(message: Any, last: date) -> None:
    header = etree.SubElement(message, "Header")
    collection = etree.SubElement(header, "CollectionDetails")
    _leaf(collection, "Collection", "CIN")
    _leaf(collection, "Year", str(last.year))
    _leaf(collection, "ReferenceDate", last.isoformat())
    source = etree.SubElement(header, "Source")
    _leaf(source, "SourceLevel", "L")
    _leaf(source, "LEA", "999")
    _leaf(source, "SoftwareCode", "Liquidlogic")
    _leaf(source, "DateTime", f"{last.isoformat()}T12:00:00")
    _leaf(etree.SubElement(etree.SubElement(header, "Content"), "CBDSLevels"), "CBDSLevel", "Child")


def _child(element: Any, world: World, recorder: Recorder, child: int, referrals: list[Referral], last: date) -> None:
    held, person = recorder.primary(child), world.persons[child]
    rng = lcs.rng_of(world, "csc05", "census", child)
    who = etree.SubElement(element, "ChildIdentifiers")
    _leaf(who, "LAchildID", held.local_id)
    _leaf(who, "UPN", held.upn)
    _leaf(who, "FormerUPN", held.former_upn or (_temporary_upn(held.upn) if held.upn and rng.random() < 0.03 else None))
    if held.upn is None:
        _leaf(who, "UPNunknown", "UN1" if world.age_on(child, last) < 5 else "UN5")
    _leaf(who, "PersonBirthDate", iso_date(held.born_on))
    _leaf(who, "ExpectedPersonBirthDate", iso_date(held.expected_on))
    _leaf(who, "Sex", held.sex or "U" if rng.random() > 0.05 else {"M": "1", "F": "2"}.get(held.sex or "", "U"))
    _leaf(who, "PersonDeathDate", iso_date(held.died_on))
    what = etree.SubElement(element, "ChildCharacteristics")
    _leaf(what, "Ethnicity", (rng.random() > 0.06 and recorded_ethnicity(world, person)) or "NOBT")
    disabilities = etree.SubElement(what, "Disabilities")
    for code in person.disabilities or ("NONE",):
        _leaf(disabilities, "Disability", code)
    for referral in sorted(referrals, key=lambda r: (r.on, r.id)):
        _details(etree.SubElement(element, "CINdetails"), referral, last)


def _temporary_upn(upn: str) -> str:
    """Give the number that a school issued until the real one was known: it ends in a letter."""
    body = upn[1:12] + _UPN_LETTERS[int(upn[11]) % len(_UPN_LETTERS)]
    values = [int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in body]
    return _UPN_LETTERS[sum(v * n for n, v in enumerate(values, start=2)) % 23] + body


def _details(element: Any, referral: Referral, last: date) -> None:
    _leaf(element, "CINreferralDate", referral.on.isoformat())
    _leaf(element, "ReferralSource", referral.source)
    _leaf(element, "PrimaryNeedCode", referral.need)
    if referral.closed_on is not None and referral.closed_on <= last:
        _leaf(element, "CINclosureDate", referral.closed_on.isoformat())
        _leaf(element, "ReasonForClosure", referral.close_reason)
    _leaf(element, "ReferralNFA", "true" if referral.is_nfa else "false")


def _leaf(parent: Any, name: str, text: str | None) -> None:
    """Add an element, or nothing at all where there is nothing to say."""
    if text is not None:
        etree.SubElement(parent, name).text = text
