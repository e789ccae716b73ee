"""Children's side of Mosaic: workflow steps, form answers, plans, care, allocations and notes, each its own way."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from plainview.synthetic.harrowmoor import writing as w
from plainview.synthetic.larkmere.formats import (
    _same_bytes_each_time,
    write_csv,
    write_json_lines,
    write_pipe,
    write_sqlite,
)
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

STEP = ("STEP_ID", "MOSAIC_ID", "STEP_TYPE", "STEP_STARTED", "STEP_COMPLETED", "STEP_OUTCOME", "STEP_REASON",
        "STEP_SOURCE", "CHILD_SEEN", "WORKER_REF", "ENTERED_ON")  # fmt: skip
_CIRCUMSTANCES = {  # the forms name a circumstance and whose it is, where the return has a number and a letter
    "1": "ALC", "2": "DRG", "3": "DA", "4": "MH", "5": "LD", "6": "PD", "7": "YC", "8": "PF", "9": "UAS", "10": "MIS",
    "11": "CSE", "12": "TRF", "13": "GNG", "14": "BEH", "15": "SHM", "16": "NEG", "17": "EMO", "18": "PHY", "19": "SEX",
    "22": "FGM", "23": "FAI", "24": "CCE",
}  # fmt: skip
_WHOSE = {"A": "CH", "B": "PA", "C": "HH"}
_LEVELS = {"none": "L0", "emerging": "L1", "moderate": "L2", "significant": "L3"}
_SUPPORT = {"Carer Support: Support involving the person cared-for": "CS1", "Signposting/universal services": "CS2",
            "Carer Support: Direct to Carer": "CS3"}  # fmt: skip
_PLAN_ENDS = {"RC1": "XR-ADP", "RC3": "XR-CAO", "RC4": "XR-SGO", "RC5": "XR-MOV", "RC8": "XR-NFA", "RC9": "XR-NFA",
              "child protection plan": "XR-CPP", "looked after": "XR-CLA", "no longer at risk": "XR-MET",
              "no longer at risk: child in need": "XR-CIN", "moved to another authority": "XR-MOV"}  # fmt: skip
_HEALTH = {("dental", "overdue"): "DENT", ("immunisation", "not_up_to_date"): "IMM", ("substance_misuse", "identified"):
           "SUBS", ("health_assessment", "overdue"): "HLTH"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the extracts of children's services and family help."""
    recorder = Recorder(world, w.MOSAIC)
    rows: dict[str, int] = {}
    name = f"MOSAIC_CYP_STEPS_{w.stamp(world)}.txt"
    rows[name] = write_pipe(out / name, STEP, _steps(world, recorder), encoding="cp1252")
    name = f"MOSAIC_FORMS_{w.stamp(world)}.tsv"
    rows[name] = write_csv(
        out / name, ("FORM_ID", "SUBJECT_ID", "FORM_NAME", "FORM_DATE", "QUESTION_REF", "ANSWER_TEXT"),
        _answers(world, recorder), encoding="utf-16", delimiter="\t",
    )  # fmt: skip
    rows |= _plans(out, world, recorder) | _care(out, world, recorder) | _allocations(out, world, recorder)
    name = f"MOSAIC_NOTES_{w.stamp(world)}.jsonl"
    rows[name] = write_json_lines(out / name, _notes(world, recorder))
    return rows


def staff_ref(staff: int | None) -> str | None:
    """Give the number by which Mosaic knows a worker."""
    return None if staff is None else f"HM\\{staff}"


def _steps(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    def step(number: str, child: int, kind: str, on: date, done: date | None, outcome: str | None, staff: int,
             **more: str | None) -> dict[str, Any]:  # fmt: skip
        late = w.dice(world, "entered", number).choice((0, 0, 1, 2, 5))
        return {
            "STEP_ID": number, "MOSAIC_ID": recorder.either(child, number).local_id, "STEP_TYPE": kind,
            "STEP_STARTED": w.month_date(on), "STEP_COMPLETED": w.month_date(done), "STEP_OUTCOME": outcome,
            "WORKER_REF": staff_ref(staff), "ENTERED_ON": w.month_date(min(on + timedelta(days=late), world.ends)),
            **more,
        }  # fmt: skip

    for c in world.contacts:
        outcome = {"no_further_action": "NFA", "information_advice": "IAG", "early_help": "FH", "referral": "REF"}
        yield step(f"1{c.id:06d}", c.child, "CYP-CON", c.on, c.decided_on, outcome[c.outcome], c.staff,
                   STEP_REASON=_reason(c.reason), STEP_SOURCE=f"S{c.source}")  # fmt: skip
    for r in world.referrals:
        outcome = {"assessment": "CFA", "strategy_discussion": "STR", "early_help": "FH", "no_further_action": "NFA"}
        yield step(f"2{r.id:06d}", r.child, "CYP-REF", r.on, r.closed_on, outcome[r.outcome], r.staff,
                   STEP_REASON=r.need, STEP_SOURCE=f"S{r.source}")  # fmt: skip
    for a in world.assessments:
        outcome = {"cin_plan": "CIN", "section_47": "S47", "early_help": "FH", "no_further_action": "NFA"}
        yield step(f"3{a.id:06d}", a.child, "CYP-CFA", a.starts, a.ends, outcome.get(a.outcome), a.staff,
                   CHILD_SEEN="-1" if a.child_seen else "0")  # fmt: skip
    for s in world.section47s:
        outcome = {"cin": "CIN", "conference": "ICPC", "no_further_action": "NFA"}
        yield step(f"4{s.id:06d}", s.child, "CYP-S47", s.starts, s.ends, outcome.get(s.outcome), s.staff)
    for e in world.early_help:
        outcome = {"needs_met": "MET", "stepped_up": "UP", "disengaged": "DIS", "moved": "MOV"}
        yield step(f"5{e.id:06d}", e.child, "FH-EPI", e.starts, e.ends, outcome.get(e.end_reason or ""), e.staff,
                   STEP_REASON=_reason(e.reason), STEP_SOURCE=f"S{e.source}")  # fmt: skip
    for p in world.cin_plans:
        yield step(f"6{p.id:06d}", p.child, "CYP-CIN", p.starts, p.ends, _plan_end(p.end_reason), p.staff)


def _reason(reason: str) -> str:
    return "RS-" + reason[:5].upper()


def _plan_end(reason: str | None) -> str | None:
    """Give the reason as it is picked from a list on the screen."""
    return None if reason is None else _PLAN_ENDS.get(reason, "XR-OTH")


def _circumstance(factor: str) -> str:
    number, letter = factor.rstrip("ABC"), factor[-1]
    is_abuse = number in {"16", "17", "18", "19"}
    return f"{_CIRCUMSTANCES.get(number, 'OTH')}:{'CH' if is_abuse else _WHOSE.get(letter, 'CH')}"


def _answers(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """Give a row an answer: whatever the form, the question names it."""

    def answer(form: str, person: int, name: str, on: date, question: str, text: str) -> dict[str, Any]:
        return {"FORM_ID": form, "SUBJECT_ID": recorder.id(person), "FORM_NAME": name, "FORM_DATE": w.stamped(on),
                "QUESTION_REF": question, "ANSWER_TEXT": text}  # fmt: skip

    for a in world.assessments:
        if a.ends is not None:
            said = [_circumstance(f) for f in a.factors if f != "21"]
            yield answer(f"F{a.id}", a.child, "CFA form", a.ends, "CIRC", "^".join(said) or "CIRC-NIL")
    for e in world.early_help:
        yield answer(f"H{e.id}", e.child, "Family help form", e.starts, "CONSENT", "Given" if e.consent else "Withheld")
    for c in world.carers:
        yield answer(f"C{c.id}", c.carer, "Carer form", c.on, "HOURS", f"{c.hours} hrs")
        yield answer(f"C{c.id}", c.carer, "Carer form", c.on, "SUPPORT", _SUPPORT.get(c.support, "CS9"))
    for h in world.health_checks:
        if (h.kind, h.result) in _HEALTH:
            yield answer(f"M{h.id}", h.child, "Health form", h.on, "HFLAG", _HEALTH[h.kind, h.result])
        if h.score is not None:
            yield answer(f"M{h.id}", h.child, "Health form", h.on, "SDQ", f"{h.score} / 40")
    for s in world.screenings:
        yield answer(f"X{s.id}", s.child, "Exploitation form", s.on, f"RISK-{s.kind.upper()}", _LEVELS[s.level])
    for person in w.known_to_mosaic(world):
        for n, code in enumerate(world.persons[person].disabilities):
            yield answer(f"D{person}{n}", person, "Disability form", world.starts, "DISAB", code)


def _plans(out: Path, world: World, recorder: Recorder) -> dict[str, int]:
    book, count = Workbook(write_only=True), 0
    category = {"NEG": "N", "PHY": "P", "SAB": "S", "EMO": "E", "MUL": "M"}
    count += w.titled_sheet(
        book, "Plans list", "Child protection plans open or closed since the start of records",
        ("Plan No", "Child No", "Date of Plan", "Category First", "Category Now", "Date Ended", "Ended Because"),
        ((p.id, recorder.id(p.child), w.month_date(p.starts), category[p.category], category[p.latest_category],
          w.month_date(p.ends), _plan_end(p.end_reason)) for p in world.cp_plans), "End of list",
    )  # fmt: skip
    count += w.titled_sheet(
        book, "Visits list", "Statutory visits",
        ("Visit No", "Child No", "Visit Made", "Visit Under", "Child Seen?", "Alone?"),
        ((v.id, recorder.id(v.child), w.month_date(v.on), f"V-{v.plan.upper()}", str(v.seen), str(v.seen_alone))
         for v in world.visits), "End of list",
    )  # fmt: skip
    count += w.titled_sheet(
        book, "Reviews list", "Reviews held",
        ("Review No", "Child No", "Review Held", "Review Due", "Review Of",
         "Review Decision"),
        ((r.id, recorder.id(r.child), w.month_date(r.on), w.month_date(r.due_on), f"V-{r.plan.upper()}",
          "CONT" if r.outcome == "continue" else "CEASE") for r in world.reviews), "End of list",
    )  # fmt: skip
    count += w.titled_sheet(
        book, "Missing list", "Missing from home or care",
        ("Episode No", "Child No", "Last Seen Date", "Found Date", "Episode Type", "RHI Offered", "RHI Accepted"),
        ((m.id, recorder.id(m.child), w.month_date(m.starts), w.month_date(m.ends),
          "MISPER" if m.kind == "M" else "AWOL", str(m.interview_offered), str(m.interview_accepted))
         for m in world.missing), "End of list",
    )  # fmt: skip
    name = f"Mosaic plans and visits {w.stamp(world)}.xlsx"
    book.save(out / name)
    _same_bytes_each_time(out / name)
    return {name: count}


def _care(out: Path, world: World, recorder: Recorder) -> dict[str, int]:
    """Write placements as periods, and legal status as a history: a row when it changes, and no end anywhere."""
    episodes = sorted(world.care_episodes, key=lambda e: (e.child, e.starts, e.id))
    placement = {"U6": "FC-UNREL", "U4": "FC-LT", "K2": "RES-CH", "U1": "FC-KIN-LT", "U3": "FC-KIN", "H5": "SUPP-ACC"}
    ended = {"X1": "CONT", "E4A": "E-HOME", "E4B": "E-HOME", "E45": "SGO", "E5": "INDEP", "E41": "CAO", "E8": "OTHR",
             "E47": "SGO", "E11": "ADOPT", "E17": "OTHR"}  # fmt: skip
    legal = {"V2": "S20", "C1": "ICO", "C2": "FCO", "L1": "EPO"}

    def placements() -> Iterator[dict[str, Any]]:
        for e in episodes:
            yield {"CLA_REF": e.id, "CLA_CHILD": recorder.id(e.child), "CLA_FROM": w.stamped(e.starts),
                   "CLA_TO": w.stamped(e.ends), "PLACE_CODE": placement.get(e.placement, "OTHR"),
                   "PLACE_BY": {"PR4": "IFA", "PR1": "INHOUSE"}.get(e.provider, "OTHR"), "NEED_CODE": e.need,
                   "START_WHY": f"B-{e.reason}", "END_WHY": ended.get(e.end_reason or "")}  # fmt: skip

    def statuses() -> Iterator[dict[str, Any]]:
        last: tuple[int, str] | None = None
        for n, e in enumerate(episodes):
            if (e.child, e.legal_status) != last:
                last = (e.child, e.legal_status)
                yield {"LS_REF": n + 1, "LS_CHILD": recorder.id(e.child), "LS_DATE": w.stamped(e.starts),
                       "LS_CODE": legal.get(e.legal_status, "OTHR")}  # fmt: skip
            following = episodes[n + 1] if n + 1 < len(episodes) else None
            if e.ends is not None and (following is None or following.child != e.child or following.starts != e.ends):
                last = None
                yield {"LS_REF": 100_000 + n, "LS_CHILD": recorder.id(e.child), "LS_DATE": w.stamped(e.ends),
                       "LS_CODE": "CEASED"}  # fmt: skip

    def leavers() -> Iterator[dict[str, Any]]:
        for c in world.care_leavers:
            yield {"CL_CHILD": recorder.id(c.child), "CL_DATE": w.stamped(c.on), "CL_ELIG": c.eligibility.upper(),
                   "CL_TOUCH": "T" if c.in_touch else "F", "CL_HOME": f"HM-{c.accommodation}",
                   "CL_SUITABLE": "T" if c.suitable else "F", "CL_DOING": c.activity}  # fmt: skip

    def permanence() -> Iterator[dict[str, Any]]:
        for step in world.legal_steps:
            if step.step in ("sgo", "adopted"):
                yield {"PM_CHILD": recorder.id(step.child), "PM_DATE": w.stamped(step.on),
                       "PM_STEP": step.step.upper()[:5], "PM_RESULT": "GR" if step.outcome else None}  # fmt: skip

    name = f"MOSAIC_CLA_{w.stamp(world)}.db"
    placed = ("CLA_REF", "CLA_CHILD", "CLA_FROM", "CLA_TO", "PLACE_CODE", "PLACE_BY", "NEED_CODE", "START_WHY",
              "END_WHY")  # fmt: skip
    left = ("CL_CHILD", "CL_DATE", "CL_ELIG", "CL_TOUCH", "CL_HOME", "CL_SUITABLE", "CL_DOING")
    return {name: write_sqlite(out / name, {
        "CLA_PLACEMENTS": (placed, placements()),
        "CLA_LEGAL_HISTORY": (("LS_REF", "LS_CHILD", "LS_DATE", "LS_CODE"), statuses()),
        "CLA_PERMANENCE": (("PM_CHILD", "PM_DATE", "PM_STEP", "PM_RESULT"), permanence()),
        "CARE_LEAVERS": (left, leavers()),
    })}  # fmt: skip


def _allocations(out: Path, world: World, recorder: Recorder) -> dict[str, int]:
    one, two = f"MOSAIC_ALLOC_{w.stamp(world)}.csv", f"MOSAIC_WORKERS_{w.stamp(world)}.csv"
    role = {"social_worker": "R01", "adult_social_worker": "R02", "early_help_worker": "R03", "housing_officer": "R04",
            "youth_justice_officer": "R05", "personal_adviser": "R06", "reviewing_officer": "R07"}  # fmt: skip
    told = sorted((i for i in world.involvements if i.service in {"children", "early_help", "adults"}),
                  key=lambda i: i.id)  # fmt: skip
    return {
        one: write_csv(
            out / one, ("ALLOC_REF", "ALLOC_PERSON", "ALLOC_WORKER", "ALLOC_FROM", "ALLOC_TO", "ALLOC_ROLE"),
            ({"ALLOC_REF": i.id, "ALLOC_PERSON": recorder.id(i.person), "ALLOC_WORKER": staff_ref(i.staff),
              "ALLOC_FROM": w.dotted(i.starts), "ALLOC_TO": w.dotted(i.ends), "ALLOC_ROLE": role.get(i.role, "R99")}
             for i in told), delimiter=";", encoding="cp1252"),
        two: write_csv(
            out / two, ("WORKER_NO", "WORKER_NAME", "WORKER_TEAM", "WORKER_JOB", "WORKER_DESK", "WORKER_MAIL"),
            ({"WORKER_NO": staff_ref(s.id), "WORKER_NAME": s.name, "WORKER_TEAM": s.team,
              "WORKER_JOB": s.role.replace("_", " ").capitalize(), "WORKER_DESK": s.phone, "WORKER_MAIL": s.email}
             for s in world.staff.values()), delimiter=";", encoding="cp1252"),
    }  # fmt: skip


def _notes(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    kind = {"home_visit": "HV", "phone_call": "TEL", "case_recording": "REC", "supervision": "SUP", "email": "EML"}
    area = {"children": "CYP", "adults": "ADL", "housing": "HSG"}
    for n in world.notes:
        yield {
            "note": {"ref": n.id, "type": kind.get(n.kind, "REC"), "eventDate": w.with_zone(n.on), "body": n.text,
                     "heading": n.title},
            "subject": {"mosaicId": recorder.either(n.person, n.id).local_id},
            "author": {"worker": staff_ref(n.staff), "area": area.get(n.service, "CYP")},
        }  # fmt: skip
