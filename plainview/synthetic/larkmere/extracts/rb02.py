"""RB02, council tax arrears and recovery: one line of fixed width an account that owes or was reminded."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp
from plainview.synthetic.larkmere.extracts.rb01 import account_ref
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import compact_date, pounds, write_fixed_width
from plainview.synthetic.larkmere.world.model import TaxAccount, TaxAction, World

SOURCE = "rb02"
FIELDS: Fields = {
    "ctax_account_ref": SET, "ctax_account_balance": SET, "ctax_balance_prior_years": SET,
    "ctax_instalment_due": "date", "ctax_instalments_missed": SET, "ctax_last_payment_date": SET,
    "ctax_last_payment_amount": SET, "ctax_payment_method": ("DD", "CA", "CH", "SO", "CC", "BD", "NP"),
    "reminder_1_date": SET, "reminder_2_date": SET, "final_notice_date": SET, "summons_date": SET,
    "summons_costs": SET, "liability_order_date": SET, "liability_order_amount": SET, "enforcement_agent_date": SET,
    "enforcement_stage": ("C", "E", "S"), "attachment_of_earnings_date": SET, "attachment_of_benefit_date": SET,
    "charging_order_date": SET, "bankruptcy_petition_date": SET, "committal_date": SET, "arrangement_start": SET,
    "arrangement_amount": SET, "arrangement_broken_date": SET,
    "hold_code": ("DIS", "BEN", "VUL", "BSP", "DEC", "COM"), "hold_until": SET,
    "vulnerability_marker": ("MH", "PD", "EL", "DV", "LP", "BE", "DE"), "breathing_space_flag": SET,
    "s13A_hardship_award": SET, "write_off_date": SET, "write_off_reason": ("GA", "DE", "BA", "UN", "HA"),
    "sundry_debt_balance": SET, "parking_pcn_debt_balance": SET,
}  # fmt: skip
LENGTHS = {
    "ctax_account_ref": 12, "ctax_account_balance": 12, "ctax_balance_prior_years": 12, "ctax_instalment_due": 8,
    "ctax_instalments_missed": 5, "ctax_last_payment_date": 8, "ctax_last_payment_amount": 12,
    "ctax_payment_method": 3, "reminder_1_date": 8, "reminder_2_date": 8, "final_notice_date": 8, "summons_date": 8,
    "summons_costs": 12, "liability_order_date": 8, "liability_order_amount": 12, "enforcement_agent_date": 8,
    "enforcement_stage": 3, "attachment_of_earnings_date": 8, "attachment_of_benefit_date": 8,
    "charging_order_date": 8, "bankruptcy_petition_date": 8, "committal_date": 8, "arrangement_start": 8,
    "arrangement_amount": 12, "arrangement_broken_date": 8, "hold_code": 4, "hold_until": 8,
    "vulnerability_marker": 3, "breathing_space_flag": 1, "s13A_hardship_award": 12, "write_off_date": 8,
    "write_off_reason": 3, "sundry_debt_balance": 12, "parking_pcn_debt_balance": 12,
}  # fmt: skip

_COLUMNS = {
    "reminder_1": "reminder_1_date", "reminder_2": "reminder_2_date", "final": "final_notice_date",
    "summons": "summons_date", "liability_order": "liability_order_date", "arrangement": "arrangement_start",
    "enforcement_agent": "enforcement_agent_date",
}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the accounts in recovery, and those that once were, and give how many."""
    name = f"RB02_recovery_{stamp(world)}.txt"
    return {name: write_fixed_width(out / name, list(LENGTHS.items()), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, chance = Filler(world, SOURCE, dates=compact_date), Chance(world, SOURCE)
    actions = world.grouped("tax_actions", "account")
    for account in world.tax_accounts:
        done = sorted(actions.get(account.id, []), key=lambda a: (a.on, a.id))
        owed = account.balances[-1][1] if account.balances else 0
        if done or owed > 0:
            row = _balances(world, account, owed, chance) | _steps(account, done, chance)
            yield completed(row, FIELDS, filler, account.id)


def _balances(world: World, account: TaxAccount, owed: int, chance: Chance) -> Row:
    key = account.id
    this_year = round(owed * 0.4)
    paid = world.ends - timedelta(days=chance.between(2, 200, key, "paid"))
    is_held = owed > 0 and chance.falls(0.06, key, "hold")
    return {
        "ctax_account_ref": account_ref(account.id),
        "ctax_account_balance": pounds(this_year),
        "ctax_balance_prior_years": pounds(owed - this_year),
        "ctax_instalments_missed": str(chance.between(1, 5, key, "missed") if owed > 0 else 0),
        "ctax_last_payment_date": compact_date(paid),
        "ctax_last_payment_amount": pounds(chance.pick((1000, 2500, 6400, 11850), key, "amount")),
        "ctax_payment_method": chance.pick(("DD", "CA", "CC", "SO"), key, "method"),
        "hold_code": chance.pick(("DIS", "BEN", "VUL", "COM"), key, "why") if is_held else None,
        "hold_until": compact_date(world.ends + timedelta(days=28)) if is_held else None,
        "vulnerability_marker": chance.pick(("MH", "PD", "LP", "DE"), key, "care")
        if chance.falls(0.04, key, "vulnerable")
        else None,
        "breathing_space_flag": chance.flag(0.015, key, "space"),
        "s13A_hardship_award": "50.00" if chance.falls(0.02, key, "hardship") else None,
        "sundry_debt_balance": pounds(chance.between(1000, 40000, key, "sundry"))
        if chance.falls(0.05, key, "other")
        else None,
        "parking_pcn_debt_balance": pounds(chance.pick((6500, 13000, 19500), key, "pcn"))
        if chance.falls(0.06, key, "parking")
        else None,
        "write_off_reason": None,
        "enforcement_stage": None,
    }


def _steps(account: TaxAccount, done: list[TaxAction], chance: Chance) -> Row:
    """Give the last of each step: the system keeps one date of each kind."""
    row: Row = {}
    for action in done:
        day = compact_date(action.on)
        if action.step == "attachment":
            kind = chance.pick(("attachment_of_earnings_date", "attachment_of_benefit_date"), account.id, "attached")
            row[kind] = day
        else:
            row[_COLUMNS[action.step]] = day
        if action.step == "summons":
            row["summons_costs"] = "118.50"
        if action.step == "liability_order":
            row["liability_order_amount"] = pounds(action.amount_pence)
        if action.step == "arrangement":
            row["arrangement_amount"] = pounds(max(500, action.amount_pence // 20))
            if chance.falls(0.35, action.id, "broken"):
                row["arrangement_broken_date"] = compact_date(action.on + timedelta(days=70))
        if action.step == "enforcement_agent":
            row["enforcement_stage"] = chance.pick("CCE", action.id, "stage")
    return row
