"""What an officer can do in the web, one word each. A role lists the acts it holds."""

from enum import StrEnum


class Act(StrEnum):
    """An act that a view declares and a role allows."""

    SEE_HOME = "see_home"
    OPEN_CASE = "open_case"  # by the case system's own reference
    FIND_RESIDENT = "find_resident"  # by name and date of birth
    SEE_SUMMARY = "see_summary"
    SEE_RECORD = "see_record"  # the row and fields as received
    SEE_LOOKS = "see_looks"  # who has looked at one resident
    SEE_DEFINITIONS = "see_definitions"
    SEE_AGREEMENTS = "see_agreements"
    SEE_QUALITY = "see_quality"
    SEE_AUDIT = "see_audit"
    SEE_POLICY = "see_policy"
    REVIEW_MATCHES = "review_matches"  # whether two records are one person: shows both, by the queue's choice
    SEE_CAMPAIGN = "see_campaign"  # an outreach campaign's own list

    @property
    def label(self) -> str:
        """The act in plain words, as the page about roles prints it."""
        return _LABELS[self]


# Acts about one resident: they need a purpose, and the case decides too.
ABOUT_A_RESIDENT = frozenset({Act.OPEN_CASE, Act.FIND_RESIDENT, Act.SEE_SUMMARY, Act.SEE_RECORD, Act.SEE_LOOKS})
# Acts that show names without a case: the training is needed for them as well.
SHOWS_NAMES = frozenset({Act.REVIEW_MATCHES})

_LABELS = {
    Act.SEE_HOME: "see their own first page",
    Act.OPEN_CASE: "open a case by its reference in the case system",
    Act.FIND_RESIDENT: "find a resident by name and date of birth",
    Act.SEE_SUMMARY: "see a case summary",
    Act.SEE_RECORD: "see the record behind a sentence",
    Act.SEE_LOOKS: "see who has looked at a resident",
    Act.SEE_DEFINITIONS: "read the definitions of factors",
    Act.SEE_AGREEMENTS: "read the data-sharing agreements",
    Act.SEE_QUALITY: "see the quality of each source",
    Act.SEE_AUDIT: "see the record of looks and check its chain",
    Act.SEE_POLICY: "read what each role may do",
    Act.REVIEW_MATCHES: "review whether two records are one person",
    Act.SEE_CAMPAIGN: "work on an outreach campaign",
}
