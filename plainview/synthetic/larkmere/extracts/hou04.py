"""HOU04, rent arrears and agreements: the income team's screen saved as CSV, one line an account that owes or owed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import pounds, short_date, uk_date, write_csv
from plainview.synthetic.larkmere.world.model import RentAction, Tenancy, World

SOURCE = "hou04"
FIELDS: Fields = {
    "arr_tenancy_ref": SET, "arr_payment_ref": "identifier", "balance": SET, "collectable_arrears": SET,
    "weekly_rent": SET, "days_in_arrears": SET, "days_since_last_payment": SET, "last_communication_action": SET,
    "last_communication_date": SET,
    "classification": SET,
    "patch_code": "code", "pause_reason": ("UC", "VU", "DI", "BS", "HB", "OT"), "pause_comment": SET,
    "pause_until": SET, "nosp_served": SET, "nosp_served_date": SET, "nosp_expiry_date": SET, "active_nosp": SET,
    "courtdate": SET, "court_outcome": ("OPD", "SPO", "ADJ", "STR", "WIT", "MON"), "strike_out_date": SET,
    "terms": SET, "disrepair_counter_claim": SET, "balance_on_court_outcome_date": "date", "eviction_date": SET,
    "agreement_type": ("informal", "formal"), "agreement_starting_balance": SET, "agreement_amount": SET,
    "agreement_start_date": SET, "agreement_frequency": ("weekly", "fortnightly", "4 weekly", "monthly", "one_off"),
    "agreement_current_state": ("live", "breached", "completed", "cancelled"), "agreement_expected_balance": SET,
    "agreement_checked_balance": SET, "agreement_notes": SET, "universal_credit": SET,
    "uc_rent_verification": ("requested", "verified", "rejected"), "uc_direct_payment_requested": SET,
    "uc_direct_payment_received": SET, "breathing_space_start": SET, "breathing_space_end": SET,
}  # fmt: skip

_WORDS = {
    "letter_1": "Letter 1", "letter_2": "Letter 2", "agreement": "Informal agreement",
    "agreement_broken": "Breached agreement", "nosp": "NOSP", "court_application": "Court application",
    "possession_order": "Possession order", "eviction": "Eviction",
}  # fmt: skip
_NEXT = {
    "letter_1": "send_letter_two", "letter_2": "send_letter_two", "agreement": "no_action",
    "agreement_broken": "send_court_agreement_breach_letter", "nosp": "apply_for_court_date",
    "court_application": "update_court_outcome", "possession_order": "no_action", "eviction": "no_action",
}  # fmt: skip
_PAUSED = (
    "Waiting for the first payment of Universal Credit.",
    "Tenant in hospital, sister asked us to wait.",
    "Spoke to tenant: hours cut at work, will pay 20 a week from Friday.",
    "Referred to money advice, appointment next week.",
    "Dispute over heating charge, complaint open.",
)
_AGREED = (
    "Agreed by phone, standing order set up.",
    "Tenant says she can manage this while the baby is small.",
    "Missed the first instalment, promised to catch up.",
    "Partner left in spring, one income now.",
)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the accounts that the income team works on and give how many."""
    name = f"HOU04_arrears_{stamp(world)}.csv"
    return {name: write_csv(out / name, list(FIELDS), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, chance = Filler(world, SOURCE, dates=uk_date, flags=("TRUE", "FALSE")), Chance(world, SOURCE)
    actions = world.grouped("rent_actions", "tenancy")
    for tenancy in world.tenancies:
        done = sorted(actions.get(tenancy.id, []), key=lambda a: (a.on, a.id))
        owed = tenancy.balances[-1][1] if tenancy.balances else 0
        # An account long closed stays on the screen while anything is owed.
        if owed > 0 or (done and tenancy.ends is None):
            yield completed(_account(world, tenancy, owed, done, chance), FIELDS, filler, tenancy.id)


def _account(world: World, tenancy: Tenancy, owed: int, done: list[RentAction], chance: Chance) -> Row:
    key, steps = tenancy.id, {a.step: a for a in done}
    last = done[-1] if done else None
    clear = [day for day, balance in tenancy.balances if balance <= 0]
    paid = tenancy.balances[-1][0] + timedelta(days=chance.between(0, 25, key, "paid"))
    has_credit = chance.falls(0.4, key, "uc")
    is_paused = owed > 0 and chance.falls(0.08, key, "pause")
    row: Row = {
        "arr_tenancy_ref": codes.tenancy_ref(tenancy.id),
        "arr_payment_ref": str(228000000 + tenancy.id * 7),
        "balance": pounds(owed),
        "collectable_arrears": pounds(max(0, owed - chance.pick((0, 0, 4000, 9000), key, "due"))),
        "weekly_rent": pounds(tenancy.weekly_rent_pence),
        "days_in_arrears": str((world.ends - (clear[-1] if clear else tenancy.starts)).days) if owed > 0 else "0",
        "days_since_last_payment": str(max(0, (world.ends - paid).days)),
        "classification": _NEXT[last.step] if last and owed > 0 else "no_action",
        "last_communication_action": _WORDS[last.step] if last else None,
        "last_communication_date": _typed(last.on if last else None, chance, key),
        "pause_reason": chance.pick(("UC", "VU", "DI", "HB"), key, "why") if is_paused else None,
        "pause_comment": chance.pick(_PAUSED, key, "comment") if is_paused else None,
        "pause_until": uk_date(world.ends + timedelta(days=30)) if is_paused else None,
        "universal_credit": "Yes" if has_credit else "No",
        "uc_rent_verification": chance.pick(("requested", "verified"), key, "check") if has_credit else None,
        "uc_direct_payment_requested": chance.flag(0.3, key, "asked") if has_credit else None,
        "uc_direct_payment_received": chance.flag(0.2, key, "direct") if has_credit else None,
        "terms": "FALSE",
        "disrepair_counter_claim": "FALSE",
        "balance_on_court_outcome_date": None,
        "court_outcome": None,
        "agreement_type": None,
        "agreement_frequency": None,
        "agreement_current_state": None,
    }
    if owed > 0 and chance.falls(0.02, key, "space"):
        starts = world.ends - timedelta(days=chance.between(5, 50, key, "starts"))
        row |= {"breathing_space_start": uk_date(starts), "breathing_space_end": uk_date(starts + timedelta(days=60))}
    return row | _legal(steps) | _agreement(steps, chance, key)


def _legal(steps: dict[str, RentAction]) -> Row:
    row: Row = {"nosp_served": "TRUE" if "nosp" in steps else "FALSE", "active_nosp": "FALSE"}
    if "nosp" in steps:
        served = steps["nosp"].on
        row |= {
            "nosp_served_date": uk_date(served),
            "nosp_expiry_date": uk_date(served + timedelta(days=365)),
            "active_nosp": "TRUE",
        }
    if "possession_order" in steps:
        heard = steps["possession_order"].on
        row |= {
            "courtdate": uk_date(heard),
            "court_outcome": "SPO",
            "strike_out_date": uk_date(heard + timedelta(days=365 * 6)),
            "terms": "TRUE",
        }
    if "eviction" in steps:
        row["eviction_date"] = uk_date(steps["eviction"].on)
    return row


def _agreement(steps: dict[str, RentAction], chance: Chance, key: int) -> Row:
    if "agreement" not in steps:
        return {}
    made = steps["agreement"]
    instalment = chance.pick((500, 1000, 1500, 2000, 375), key, "instalment")
    return {
        "agreement_type": "formal" if "possession_order" in steps else "informal",
        "agreement_starting_balance": pounds(made.balance_pence),
        "agreement_amount": pounds(instalment),
        "agreement_start_date": _typed(made.on, chance, (key, "agreed")),
        "agreement_frequency": chance.pick(("weekly", "fortnightly", "monthly"), key, "often"),
        "agreement_current_state": "breached" if "agreement_broken" in steps else "live",
        "agreement_expected_balance": pounds(max(0, made.balance_pence - 10 * instalment)),
        "agreement_checked_balance": pounds(made.balance_pence),
        "agreement_notes": chance.pick(_AGREED, key, "notes") if chance.falls(0.4, key, "notes?") else None,
    }


def _typed(day: date | None, chance: Chance, key: object) -> str | None:
    """Write a date as the screen does, or as someone typed it who corrected the list by hand."""
    return short_date(day) if chance.falls(0.1, key, "typed") else uk_date(day)
