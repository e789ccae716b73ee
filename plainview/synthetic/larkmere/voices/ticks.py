"""Lists that a form makes its writer tick: a heading a risk, and a word or two beside it."""

from collections.abc import Callable

HEADINGS: dict[str, tuple[str, ...]] = {
    "domestic_violence": ("Domestic abuse", "DV / DA", "Domestic violence", "Violence between adults", "DA indicators"),
    "substance_misuse": ("Substance misuse", "Drugs and alcohol", "Drug / alcohol use", "Alcohol", "Substances"),
    "mental_health": ("Mental health", "Emotional wellbeing", "Self-harm / suicide", "MH", "Mood / mental state"),
    "criminality": ("Offending", "Criminal history", "Police involvement", "Crime / ASB", "Known to police"),
    "child_exploitation": ("Exploitation", "CSE / CCE", "Exploitation / county lines", "Contextual risk"),
    "missing_person": ("Missing episodes", "Missing", "Absconding", "Missing from home"),
    "abuse_or_neglect": ("Neglect", "Abuse / neglect", "Home conditions / neglect", "Self-neglect", "Emotional abuse"),
    "physical_abuse": ("Physical abuse", "Injuries seen", "Physical harm", "Bruising / marks"),
    "sexual_abuse": ("Sexual abuse", "Sexual harm", "CSA", "Sexual safety"),
    "homelessness": ("Housing / homelessness", "At risk of homelessness", "Eviction", "Housing risk"),
    "debt": ("Debt", "Debts / arrears", "Rent arrears", "Money owed"),
    "financial_exclusion": ("Income / benefits stopped", "Food or fuel hardship", "Destitution", "NRPF"),
    "physical_health": ("Health", "Physical health", "Illness / disability", "Medical"),
    "educational_issues": ("Attendance", "Education", "Exclusions", "School issues"),
    "risky_behaviour": ("Risk taking", "Weapons", "Fire setting", "Risky behaviour", "Online risk"),
    "family_stress": ("Family conflict", "Carer strain", "Family stress", "Parental conflict"),
    "robbery": ("Robbery (victim / suspect)", "Robbery"),
}  # fmt: skip
ANSWERS: dict[str, tuple[str, ...]] = {
    "denied": ("none known", "no", "nil", "none reported", "not disclosed", "N", "none", "denied", "no concerns", "x",
               "nothing at present", "none raised", "no evidence", "nil known", "not a concern", "[ ]", "none seen"),
    "now": ("yes, see below", "Y", "current", "yes - live", "concern, detail in note", "[x]", "yes", "high", "ongoing",
            "yes: main worry", "present", "medium, rising", "see narrative"),
    "past": ("historic only", "previous, closed", "in the past", "hx, none now", "old, pre {y}", "resolved {y}",
             "{y} only",
             "history, nil since"),
    "feared": ("possible?", "to explore", "potential", "monitor", "at risk of", "not clear", "query"),
    "other": ("not this household", "ex-partner, lives elsewhere", "relative only", "neighbour, not family"),
}  # fmt: skip


def tick(risk: str, sense: str, dice: Callable[[], float]) -> str:
    """Give one line of the list."""
    headings, answers = HEADINGS[risk], ANSWERS[sense]
    answer = answers[int(dice() * len(answers))]
    if "{y}" in answer:
        answer = answer.replace("{y}", str(2008 + int(dice() * 13)))
    return f"{headings[int(dice() * len(headings))]}: {answer}"
