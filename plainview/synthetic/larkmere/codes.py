"""Codes and references that several extracts share, so that one thing is called the same in all of them."""

from plainview.synthetic.larkmere.world.model import World


def staff_ref(staff: int | None) -> str | None:
    """Give the reference by which every system of Larkmere knows a member of staff."""
    return None if staff is None else f"W{staff:05d}"


def staff_name(world: World, staff: int | None) -> str | None:
    """Give the name of a member of staff."""
    return None if staff is None or staff not in world.staff else world.staff[staff].name


def staff_team(world: World, staff: int | None) -> str | None:
    """Give the team of a member of staff."""
    return None if staff is None or staff not in world.staff else world.staff[staff].team


# ---- references of groups; the truth lists who stands behind each (truth/groups.csv) ----
def house_ref(household: int) -> str:
    """Give the housing system's reference of a household."""
    return f"{3000000 + household * 7:08d}"


def tenancy_ref(tenancy: int) -> str:
    """Give the housing system's reference of a tenancy and its rent account."""
    return f"{(200000 + tenancy * 3):07d}/01"


def property_ref(home: int) -> str:
    """Give the housing system's reference of a dwelling."""
    return f"P{home:07d}"


def tax_account_ref(account: int) -> str:
    """Give the council tax account number, check digit last."""
    body = f"{40000000 + account * 11:08d}"
    return body + str(sum(int(d) * w for d, w in zip(body, (2, 3, 4, 5, 6, 7, 8, 9), strict=True)) % 11 % 10)


def tax_property_ref(home: int) -> str:
    """Give the council tax system's reference of a dwelling."""
    return f"{70000000 + home * 13:09d}"


def claim_ref(claim: int) -> str:
    """Give the number of a benefit claim."""
    return f"{600000 + claim * 5:07d}"


def homeless_ref(case: int) -> str:
    """Give the number of a homelessness case."""
    return f"HPA{100000 + case * 3}"


def register_ref(application: int) -> str:
    """Give the number of an application to the housing register."""
    return f"LKM{50000 + application * 3}"


def family_ref(person: int) -> str:
    """Give the children's system's reference of a family, by its mother or carer."""
    return f"F{800000 + person * 3}"


# ---- ethnicity: the world holds DfE codes ----
NHS_ETHNICITY = {
    "WBRI": "A", "WIRI": "B", "WIRT": "C", "WROM": "C", "WOTH": "C", "MWBC": "D", "MWBA": "E", "MWAS": "F",
    "MOTH": "G", "AIND": "H", "APKN": "J", "ABAN": "K", "AOTH": "L", "BCRB": "M", "BAFR": "N", "BOTH": "P",
    "CHNE": "R", "OOTH": "S", "REFU": "Z", "NOBT": "Z",
}  # fmt: skip
ETHNICITY_WORDS = {
    "WBRI": "White British", "WIRI": "White Irish", "WIRT": "Irish Traveller", "WROM": "Gypsy/Roma",
    "WOTH": "Any other White background", "MWBC": "White and Black Caribbean", "MWBA": "White and Black African",
    "MWAS": "White and Asian", "MOTH": "Any other Mixed background", "AIND": "Indian", "APKN": "Pakistani",
    "ABAN": "Bangladeshi", "AOTH": "Any other Asian background", "CHNE": "Chinese", "BCRB": "Black Caribbean",
    "BAFR": "Black African", "BOTH": "Any other Black background", "OOTH": "Any other ethnic group",
    "REFU": "Refused", "NOBT": "Not obtained",
}  # fmt: skip

# ---- sex ----
SEX_NUMBER = {"M": "1", "F": "2", None: "0"}
SEX_WORD = {"M": "Male", "F": "Female", None: "Unknown"}

# ---- words behind codes, for systems that write "code - words" or words alone ----
NEED_WORDS = {
    "N1": "Abuse or neglect", "N2": "Child's disability or illness", "N3": "Parental disability or illness",
    "N4": "Family in acute stress", "N5": "Family dysfunction", "N6": "Socially unacceptable behaviour",
    "N7": "Low income", "N8": "Absent parenting", "N9": "Cases other than children in need", "N0": "Not stated",
}  # fmt: skip
SOURCE_WORDS = {
    "1A": "Individual - family member/relative/carer", "1B": "Individual - acquaintance", "1C": "Individual - self",
    "1D": "Individual - other", "2A": "Schools", "2B": "Education services", "3A": "Health - GP",
    "3B": "Health - health visitor", "3C": "Health - school nurse", "3D": "Health - other primary",
    "3E": "Health - A&E", "3F": "Health - other", "4": "Housing", "5A": "LA - social care", "5B": "LA - other internal",
    "5C": "LA - external", "5D": "LA - early help", "6": "Police", "7": "Other legal agency",
    "8": "Other (incl. voluntary)", "9": "Anonymous", "10": "Unknown",
}  # fmt: skip
ABUSE_WORDS = {"NEG": "Neglect", "PHY": "Physical", "SAB": "Sexual", "EMO": "Emotional", "MUL": "Multiple"}


def code_and_words(code: str | None, words: dict[str, str]) -> str | None:
    """Write "N1 - Abuse or neglect", as screens and reports do."""
    return None if code is None else f"{code} - {words.get(code, 'Other')}"
