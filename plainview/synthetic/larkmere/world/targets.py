"""
What a borough of this kind is meant to come to: our own table of rates, each with where the figure is from.

"Published" figures were read in what the source says; "unverified" ones were written from memory of reports on boroughs
like it. These are there to be tuned, not to be quoted. `slack` is how far a borough of 6,000 may lie off, as a share:
a handful of children makes a rate there.
"""

from dataclasses import dataclass

CENSUS = "published: Census 2021, for the borough that Larkmere resembles"
MEMORY = "unverified: from memory of reports on boroughs like it"
ENGLAND = "published: England, Department for Education"
OURS = "ours"


@dataclass(frozen=True, slots=True)
class Target:
    """One rate: its unit, the figure aimed at, and where that is from."""

    name: str
    unit: str
    value: float
    source: str
    slack: float = 0.5


TARGETS = (
    # people and homes
    Target("aged 0 to 17", "%", 29, MEMORY, 0.15),
    Target("aged 65 and over", "%", 8.7, CENSUS, 0.3),
    Target("births a year", "per 1,000 people", 16, MEMORY, 0.3),
    Target("moved out in a year", "%", 8, MEMORY, 0.4),
    Target("people in a household", "people", 2.96, CENSUS, 0.08),
    Target("households of 1", "%", 22, MEMORY, 0.35),
    Target("households of 2", "%", 23, MEMORY, 0.35),
    Target("households of 3", "%", 18, MEMORY, 0.35),
    Target("households of 4", "%", 18, MEMORY, 0.35),
    Target("households of 5", "%", 11, MEMORY, 0.35),
    Target("households of 6 or more", "%", 8, MEMORY, 0.4),
    Target("tenure: owner", "%", 44, CENSUS, 0.3),
    Target("tenure: council", "%", 24, CENSUS, 0.35),
    Target("tenure: private rent", "%", 29, CENSUS, 0.35),
    Target("shared houses", "per 1,000 households", 20, MEMORY, 0.6),
    Target("people in care homes", "per 1,000 people", 2.4, OURS, 1.5),
    Target("people in hostels and refuges", "per 1,000 people", 4, OURS, 1.2),
    Target("ethnic group: White", "%", 44.9, CENSUS, 0.3),
    Target("ethnic group: Asian", "%", 25.8, CENSUS, 0.35),
    Target("ethnic group: Black", "%", 21.4, CENSUS, 0.35),
    Target("ethnic group: Mixed or other", "%", 7.9, CENSUS, 0.7),
    # children's services
    Target("contacts a year", "per 10,000 children", 1900, OURS),
    Target("referrals a year", "per 10,000 children", 620, MEMORY),
    Target("assessments a year", "per 10,000 children", 560, MEMORY),
    Target("section 47 enquiries a year", "per 10,000 children", 210, MEMORY, 0.6),
    Target("in need (referral open)", "per 10,000 children", 380, MEMORY),
    Target("protection plans open", "per 10,000 children", 55, MEMORY, 0.9),
    Target("looked after", "per 10,000 children", 63, MEMORY, 0.7),
    Target("early help open", "per 10,000 children", 260, MEMORY),
    Target("children in need: protection or care within nine months", "%", 10, MEMORY, 0.8),
    Target("protection plans: care within twelve months", "%", 12, MEMORY, 1.5),
    Target("children in care: left within nine months", "%", 22, MEMORY, 1.0),
    Target("assessments naming domestic abuse, parent", "%", 36, MEMORY, 0.6),
    Target("assessments naming mental health, parent", "%", 32, MEMORY, 0.6),
    Target("assessments naming neglect", "%", 19, MEMORY, 0.7),
    Target("assessments naming mental health, child", "%", 20, MEMORY, 0.6),
    Target("assessments naming drugs, parent", "%", 15, MEMORY, 0.7),
    Target("assessments naming none", "%", 8, MEMORY, 0.7),
    # school
    Target("absence", "%", 6.7, ENGLAND, 0.3),
    Target("pupils and terms with 10% or more missed", "%", 19, MEMORY, 0.35),
    Target("pupils and terms with 50% or more missed", "%", 1.8, MEMORY, 0.8),
    Target("pupils below 85% over three terms", "%", 8, MEMORY, 0.5),
    Target("suspensions a year for 100 pupils", "%", 5, MEMORY),
    Target("permanent exclusions a year for 100 pupils", "%", 0.05, MEMORY, 4.0),
    Target("SEN support", "%", 13, MEMORY, 0.4),
    Target("education, health and care plan", "%", 4.3, MEMORY),
    Target("free school meals", "%", 30, MEMORY),
    # money and home
    Target("homelessness: prevention duty a year", "per 1,000 households", 6, MEMORY, 0.6),
    Target("homelessness: relief and main duty a year", "per 1,000 households", 11, MEMORY, 0.6),
    Target("temporary accommodation now", "per 1,000 households", 17, MEMORY, 0.6),
    Target("council tax accounts in arrears", "%", 22, MEMORY, 0.35),
    Target("council tax arrears over £500", "%", 9, MEMORY),
    Target("median council tax arrears of those who owe", "pounds", 620, MEMORY, 0.6),
    Target("liability orders a year", "per 1,000 households", 176, MEMORY, 0.7),
    Target("single person discount", "%", 26, MEMORY, 0.4),
    Target("council tax reduction", "%", 21, MEMORY, 0.4),
    Target("housing benefit", "%", 12.9, MEMORY, 0.6),
    Target("council tenancies in arrears", "%", 35, MEMORY, 0.35),
    Target("median rent arrears of those who owe", "pounds", 420, MEMORY, 0.7),
    # adults
    Target("adults with long-term support", "%", 2.06, MEMORY, 0.4),
    Target("requests for adult support a year", "%", 5.8, MEMORY),
    Target("adult safeguarding enquiries a year", "%", 0.45, MEMORY, 0.7),
    Target("emergency admission of those of 65 and over in six months", "%", 11, MEMORY, 0.6),
)
BY_NAME = {target.name: target for target in TARGETS}
