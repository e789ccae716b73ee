"""Income pressure, council tax and its recovery, benefits and discretionary help."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world import chances
from plainview.synthetic.larkmere.world.model import BenefitClaim, TaxAccount, TaxAction, WelfarePayment
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit, days

STEPS = ("reminder_1", "reminder_2", "final", "summons", "liability_order")
AFTER = ("arrangement", "attachment", "enforcement_agent")


class Money:
    """Council tax of every home each quarter, and who gets help with it."""

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.rng = sim, sim.dice("money")

    def month(self, first: date) -> None:
        """Let shocks come and fade; each quarter, bill and pay."""
        is_quarter = first.month in (1, 4, 7, 10)
        for unit in list(self.sim.units):
            if unit.is_gone or not unit.members:
                continue
            if self.rng.random() < chances.work_lost(unit.pressure):
                unit.shock = min(0.6, unit.shock + self.rng.uniform(0.15, 0.4))  # work lost or hours cut
            unit.shock *= 0.9
            home = self.sim.home(unit)
            if home.kind != "private":
                continue
            if unit.tax is None and home.is_in_borough:
                self._open(unit, first)
            self._claims(unit, first)
            if is_quarter and unit.tax is not None:
                self._quarter(unit, unit.tax, first)

    def end(self) -> None:
        """Nothing is left to do."""

    def _open(self, unit: Unit, first: date) -> None:
        household = self.sim.world.households[unit.household]
        adults = self.sim.adults(unit, first)
        if not adults or unit.homeless is not None:
            return
        liable = tuple(adults[:2]) if len(adults) > 1 and self.rng.random() < 0.8 else (adults[0],)
        discount = "SPD" if len(adults) == 1 else self.rng.choice(("N", "U")) if self.rng.random() < 0.02 else None
        unit.tax = TaxAccount(self.sim.next_id("tax_account"), household.id, household.home, liable, household.starts,
                              None, self.sim.home(unit).band, discount)  # fmt: skip
        self.sim.world.tax_accounts.append(unit.tax)

    def _quarter(self, unit: Unit, account: TaxAccount, first: date) -> None:
        rng = self.rng
        owed = account.balances[-1][1] if account.balances else 0
        bill = chances.bill(account.band, has_claim=unit.claim is not None, is_single=account.discount == "SPD")
        if rng.random() < chances.unpaid(unit.strain):
            owed += round(bill * rng.uniform(0.5, 1.0))
            self._recover(account, first, owed)
        elif owed:
            owed = max(0, owed - round(rng.uniform(0.0, 0.42) * bill) - (6000 if owed > 150000 else 0))
        account.balances.append((first, owed))
        unit.owed = float(owed)
        if self.sim.shuffle.breaks("arrears"):
            unit.owed = self.sim.shuffle.exchanged(unit.owed)

    def _recover(self, account: TaxAccount, first: date, owed: int) -> None:
        day = first + timedelta(days=14)
        for step in STEPS:
            self.sim.later(day, self._act, account, step, owed)
            if self.rng.random() > (chances.STEP_TAKEN if step != "summons" else chances.LAST_STEP_TAKEN):
                return
            day += days(self.rng.uniform(14, 32))
        self.sim.later(day + days(20), self._act, account, self.rng.choice(AFTER), owed)

    def _act(self, day: date, account: TaxAccount, step: str, owed: int) -> None:
        if account.ends is None:
            action = TaxAction(self.sim.next_id("tax_action"), account.id, day, step, owed)
            self.sim.world.tax_actions.append(action)

    def _claims(self, unit: Unit, first: date) -> None:
        rng, strain = self.rng, unit.strain
        if unit.claim is None:
            if strain > 0.52 and rng.random() < (strain - 0.48) * 0.3:
                self._claim(unit, first)
        elif strain < 0.3 and rng.random() < 0.08:
            unit.claim.ends, unit.claim.end_reason = first + timedelta(days=rng.randrange(28)), "income too high"
            unit.claim = None
        elif first.month in (1, 4, 7, 10) and rng.random() < max(0.0, strain - 0.45) * 0.12:
            self._help(unit, first)

    def _claim(self, unit: Unit, first: date) -> None:
        rng = self.rng
        adults = self.sim.adults(unit, first)
        household = self.sim.world.households[unit.household]
        day = max(first + timedelta(days=rng.randrange(28)), household.starts)
        if not adults or day >= self.sim.world.ends:
            return
        tenure, claimant = self.sim.home(unit).tenure, adults[0]
        partner = self.sim.world.persons[claimant].partner
        rents = tenure != "owner"
        old = self.sim.age(claimant, first) >= 66 or unit.homeless is not None
        kind = ("both" if old or rng.random() < 0.85 else "CTR") if rents else "CTR"
        children = tuple(self.sim.children(unit, first))
        is_capped = rents and len(children) > 2 and rng.random() < 0.2
        unit.claim = BenefitClaim(
            self.sim.next_id("claim"), household.id, household.home, claimant,
            partner if partner in unit.members else None, children, day, None, kind,
            rng.randrange(1200, 2600) if kind == "CTR" else rng.randrange(6000, 26000),
            round(40000 * (1.1 - unit.strain)) + 4000 * len(children), is_capped,
            rents and kind != "CTR" and rng.random() < 0.35, rng.random() < 0.06 * unit.strain * (not old),
        )  # fmt: skip
        self.sim.world.benefit_claims.append(unit.claim)

    def _help(self, unit: Unit, first: date) -> None:
        assert unit.claim is not None
        kind = self.rng.choices(("dhp", "hsf", "overpayment"), (35, 45, 20))[0]
        self.sim.world.welfare_payments.append(
            WelfarePayment(self.sim.next_id("welfare"), unit.claim.claimant, first + timedelta(days=5), kind,
                           self.rng.random() < 0.75, self.rng.randrange(4000, 60000))
        )  # fmt: skip
