"""What each of the 17 risks counts, on small tables."""


def test_child_exploitation_counts_three_missing_episodes_within_90_days(spec):
    """Three episodes missing within 90 days count as exploitation; two, or three spread further, do not."""
    spec(
        "child_exploitation",
        as_of="2026-06-01",
        missing_episodes="""
            person_id  started_on  ended_on
            A          2026-01-01  2026-01-02
            A          2026-02-01  2026-02-02
            A          2026-03-15  2026-03-16
            B          2026-01-01  2026-01-02
            B          2026-02-01  2026-02-02
            C          2026-01-01  2026-01-02
            C          2026-02-01  2026-02-02
            C          2026-04-15  2026-04-16
        """,
        expect={"A": "current"},
    )


def test_child_exploitation_counts_one_episode_told_by_two_sources_once(spec):
    """Episodes of one day are one episode, whoever recorded them."""
    spec(
        "child_exploitation",
        as_of="2026-06-01",
        missing_episodes="""
            person_id  source  started_on
            A          one     2026-01-01
            A          two     2026-01-01
            A          one     2026-02-01
        """,
        expect={},
    )


def test_child_exploitation_does_not_count_a_screening_that_found_nothing(spec):
    """A screening counts when it found indicators, not because it was done."""
    spec(
        "child_exploitation",
        as_of="2026-06-01",
        exploitation_screenings="""
            person_id  screened_on  kind                 level
            A          2026-01-01   sexual_exploitation  moderate
            B          2026-01-01   sexual_exploitation  none
            C          2026-01-01   sexual_exploitation  -
        """,
        expect={"A": "current"},
    )


def test_family_stress_counts_an_open_plan_for_it_and_then_is_history(spec):
    """A child in need plan counts while it is open."""
    spec(
        "family_stress",
        as_of="2026-06-01",
        cin_episodes="""
            person_id  started_on  ended_on    need
            A          2026-01-01  -           family_stress
            B          2026-01-01  2026-03-01  family_dysfunction
            C          2026-01-01  -           abuse_or_neglect
        """,
        expect={"A": "current", "B": "historic"},
    )


def test_financial_exclusion_counts_a_payment_in_hardship_for_a_year(spec):
    """A payment made in hardship counts for a year; a refused one does not count."""
    spec(
        "financial_exclusion",
        as_of="2026-06-01",
        welfare_payments="""
            person_id  decided_on  kind                    outcome
            A          2026-01-01  household_support_fund  paid
            B          2026-01-01  household_support_fund  refused
            C          2024-01-01  household_support_fund  paid
        """,
        expect={"A": "current", "C": "historic"},
    )


def test_homelessness_counts_a_duty_that_is_owed_while_the_application_is_open(spec):
    """A duty owed counts until the application is closed; an application without a duty does not."""
    spec(
        "homelessness",
        as_of="2026-06-01",
        homelessness_applications="""
            person_id  applied_on  closed_on   duty
            A          2026-05-01  -           prevention
            B          2026-01-01  2026-04-01  relief
            C          2026-05-01  -           not_homeless
        """,
        expect={"A": "current", "B": "historic"},
    )


def test_mental_health_counts_what_an_assessment_named_for_two_years(spec):
    """What an assessment named counts for two years, and is history after that."""
    spec(
        "mental_health",
        as_of="2026-06-01",
        assessment_factors="""
            person_id  assessed_on  factor         whose
            A          2025-06-01   mental_health  parent
            B          2024-05-01   mental_health  child
            C          2025-06-01   alcohol        parent
        """,
        expect={"A": "current", "B": "historic"},
    )


def test_missing_person_counts_an_episode(spec):
    """One episode missing counts."""
    spec(
        "missing_person",
        as_of="2026-06-01",
        missing_episodes="""
            person_id  started_on  kind
            A          2026-01-01  missing
        """,
        expect={"A": "current"},
    )


def test_physical_abuse_does_not_count_a_concern_that_was_not_substantiated(spec):
    """A safeguarding concern counts unless its outcome says that it was not so; a concern still open counts."""
    spec(
        "physical_abuse",
        as_of="2026-06-01",
        adult_safeguarding="""
            person_id  raised_on   closed_on   stage    kind      outcome
            A          2026-01-01  -           concern  physical  -
            B          2026-01-01  2026-02-01  enquiry  physical  not_substantiated
            C          2026-01-01  2026-02-01  enquiry  physical  risk_reduced
        """,
        expect={"A": "current", "C": "current"},
    )


def test_physical_health_counts_an_emergency_stay_and_not_a_planned_one(spec):
    """An emergency stay in hospital counts for a year."""
    spec(
        "physical_health",
        as_of="2026-06-01",
        hospital_stays="""
            person_id  admitted_on  discharged_on  method
            A          2026-01-01   2026-01-03     emergency
            B          2026-01-01   2026-01-03     planned
            C          2025-01-01   2025-01-03     emergency
        """,
        expect={"A": "current", "C": "historic"},
    )


def test_sexual_abuse_counts_an_open_plan_by_its_latest_category(spec):
    """A child protection plan counts by the category at its start and by its latest."""
    spec(
        "sexual_abuse",
        as_of="2026-06-01",
        cp_plans="""
            person_id  started_on  ended_on  category       latest_category
            A          2026-01-01  -         neglect        sexual_abuse
            B          2026-01-01  -         sexual_abuse   neglect
            C          2026-01-01  -         neglect        neglect
        """,
        expect={"A": "current", "B": "current"},
    )


def test_substance_misuse_counts_support_to_an_adult_while_it_is_open(spec):
    """Support to an adult counts while it is open."""
    spec(
        "substance_misuse",
        as_of="2026-06-01",
        adult_services="""
            person_id  started_on  ended_on    reason
            A          2026-01-01  -           substance_misuse
            B          2026-01-01  2026-02-01  substance_misuse
        """,
        expect={"A": "current", "B": "historic"},
    )


def test_risky_behaviour_never_counts_the_person_who_complained(spec):
    """Anti-social behaviour counts for the person said to have done it, and not for who reported it."""
    spec(
        "risky_behaviour",
        as_of="2026-06-01",
        antisocial_behaviour="""
            person_id  reported_on  closed_on  role         outcome
            A          2026-01-01   -          alleged      -
            B          2026-01-01   -          complainant  -
            C          2026-01-01   2026-02-01 alleged      withdrawn
        """,
        expect={"A": "current"},
    )


def test_abuse_or_neglect_does_not_count_a_referral_with_no_further_action(spec):
    """A referral for abuse or neglect counts unless it ended with no further action."""
    spec(
        "abuse_or_neglect",
        as_of="2026-06-01",
        referrals="""
            person_id  referred_on  need              is_no_further_action
            A          2026-01-01   abuse_or_neglect  no
            B          2026-01-01   abuse_or_neglect  yes
            C          2026-01-01   low_income        no
            D          2026-01-01   abuse_or_neglect  -
        """,
        expect={"A": "current", "D": "current"},
    )


def test_criminality_does_not_count_an_offence_without_a_finding(spec):
    """An offence counts unless it ended with no further action, not guilty or withdrawn."""
    spec(
        "criminality",
        as_of="2026-06-01",
        youth_offences="""
            person_id  offended_on  offence  outcome
            A          2026-01-01   theft    referral_order
            B          2026-01-01   theft    no_further_action
            C          2026-01-01   theft    not_guilty
        """,
        expect={"A": "current"},
    )


def test_debt_counts_four_weeks_of_rent(spec):
    """Four weeks' rent or more owed counts; where the rent is not known, £500 or more."""
    spec(
        "debt",
        as_of="2026-06-01",
        rent_accounts="""
            person_id  balance_on  arrears_pence  weekly_rent_pence
            A          2026-05-01  48000          12000
            B          2026-05-01  47999          12000
            C          2026-05-01  50000          -
            D          2026-05-01  -              12000
        """,
        expect={"A": "current", "C": "current"},
    )


def test_debt_is_history_once_a_later_balance_shows_less(spec):
    """A balance counts until a later one is known."""
    spec(
        "debt",
        as_of="2026-06-01",
        rent_accounts="""
            person_id  balance_on  known_from  arrears_pence  weekly_rent_pence
            A          2026-02-01  2026-02-02  60000          12000
            A          2026-05-01  2026-05-02  0              12000
            B          2026-02-01  2026-02-02  60000          12000
            B          2026-05-01  2026-06-02  0              12000
        """,
        expect={"A": "historic", "B": "current"},
    )


def test_domestic_violence_counts_the_victim_who_lost_the_home(spec):
    """A homelessness application counts for the victim, never for the alleged perpetrator."""
    spec(
        "domestic_violence",
        as_of="2026-06-01",
        homelessness_applications="""
            person_id  applied_on  reason
            A          2026-01-01  domestic_abuse_victim
            B          2026-01-01  domestic_abuse_excluded
        """,
        expect={"A": "current"},
    )


def test_educational_issues_counts_a_tenth_of_sessions_missed(spec):
    """A tenth of the possible sessions missed counts; a share of nothing possible is not known."""
    spec(
        "educational_issues",
        as_of="2026-06-01",
        attendance_terms="""
            person_id  started_on  ended_on    sessions_possible  sessions_authorised  sessions_unauthorised
            A          2026-01-05  2026-04-01  60                 4                    2
            B          2026-01-05  2026-04-01  60                 4                    1
            C          2026-01-05  2026-04-01  0                  0                    0
            D          2026-01-05  2026-04-01  60                 -                    9
        """,
        expect={"A": "current"},
    )


def test_robbery_counts_an_offence_of_robbery_alone(spec):
    """Theft without force is not robbery."""
    spec(
        "robbery",
        as_of="2026-06-01",
        youth_offences="""
            person_id  offended_on  offence  outcome
            A          2026-01-01   robbery  -
            B          2026-01-01   theft    -
        """,
        expect={"A": "current"},
    )
