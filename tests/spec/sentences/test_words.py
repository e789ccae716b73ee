"""How rows are put in words."""


def test_a_referral_says_who_referred_and_why_and_how_it_ended(says):
    """A closed referral says when, by whom, for what and how it ended, and carries the word Closed."""
    says(
        "referrals",
        """
        person_id  referred_on  referred_by  need              outcome     closed_on   close_reason
        A          2025-03-02   police       abuse_or_neglect  assessment  2025-05-04  no_further_action
        """,
        "{who} was referred to children's social care on 2 March 2025 by the police; the main need recorded was "
        "abuse or neglect. Decided: a social work assessment. Closed on 4 May 2025: closed after assessment with no "
        "further action.",
    )


def test_a_referral_that_is_open_says_so(says):
    """What is not known is left out, and never guessed."""
    says(
        "referrals",
        """
        person_id  referred_on
        A          2025-03-02
        """,
        "{who} was referred to children's social care on 2 March 2025. The case is open.",
    )


def test_attendance_says_what_it_counts(says):
    """Sessions are half days; the last day of a term is the day before the period ends."""
    says(
        "attendance_terms",
        """
        person_id  started_on  ended_on    sessions_possible  sessions_authorised  sessions_unauthorised
        A          2026-09-01  2026-10-21  60                 4                    10
        """,
        "{who} missed 14 of 60 half-day sessions at school between 1 September 2026 and 20 October 2026, 4 of them "
        "with leave and 10 without.",
    )


def test_a_suspension_counts_half_day_sessions_one_or_several(says):
    """A count says what it counts, in the singular for one."""
    rows = """
        person_id  started_on  ended_on    kind        reason      sessions
        A          2026-09-07  2026-09-08  suspension  disruption  {}
    """
    said = "{{who}} had a school suspension from 7 September 2026 to 7 September 2026 of {} for persistent disruption."
    says("exclusions", rows.format(1), said.format("1 half-day session"))
    says("exclusions", rows.format(2), said.format("2 half-day sessions"))


def test_money_is_said_in_pounds_and_pence(says):
    """Money has its pence, and thousands a comma."""
    says(
        "rent_accounts",
        """
        person_id  balance_on  arrears_pence  weekly_rent_pence
        A          2026-11-03  123456         12050
        """,
        "On 3 November 2026, £1,234.56 of rent was owed on the account of {who}; the rent is £120.50 a week.",
    )


def test_nothing_owed_is_said_as_nothing(says):
    """A balance of nought is a fact, and not the same as a balance that is not known."""
    says(
        "rent_accounts",
        """
        person_id  balance_on  arrears_pence
        A          2026-11-03  0
        """,
        "On 3 November 2026, nothing was owed on the rent account of {who}.",
    )
    says(
        "rent_accounts",
        """
        person_id  balance_on  arrears_pence
        A          2026-11-03  -
        """,
        "A rent account of {who} is recorded on 3 November 2026.",
    )


def test_an_assessment_factor_says_whose_it_is(says):
    """Whose behaviour or need it is, is said, or that it is not said."""
    says(
        "assessment_factors",
        """
        person_id  assessed_on  factor   whose
        A          2026-01-05   alcohol  parent
        """,
        "A social work assessment of {who} named alcohol, of a parent or carer, on 5 January 2026.",
    )
    says(
        "assessment_factors",
        """
        person_id  assessed_on  factor   whose
        A          2026-01-05   neglect  -
        """,
        "A social work assessment of {who} named neglect on 5 January 2026. It does not say whose it is.",
    )


def test_antisocial_behaviour_never_mixes_who_reported_with_who_is_reported(says):
    """Who complained and who is said to have done it are said apart."""
    says(
        "antisocial_behaviour",
        """
        person_id  reported_on  kind   role
        A          2026-01-05   noise  complainant
        """,
        "{who} reported anti-social behaviour on 5 January 2026: noise. The case is open.",
    )
    says(
        "antisocial_behaviour",
        """
        person_id  reported_on  closed_on   kind   role     outcome
        A          2026-01-05   2026-02-05  noise  alleged  not_substantiated
        """,
        "Someone reported on 5 January 2026 that {who} behaved anti-socially: noise. Closed on 5 February 2026: not "
        "substantiated.",
    )


def test_a_word_outside_the_lists_is_shown_with_spaces(says):
    """A mapping may use a word of its own: it is shown plainly."""
    says(
        "health_flags",
        """
        person_id  recorded_on  condition
        A          2026-01-05   sickle_cell_disease
        """,
        "Housing recorded sickle cell disease for {who} on 5 January 2026.",
    )
