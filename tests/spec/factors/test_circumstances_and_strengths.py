"""What circumstances and strengths count, on small tables."""

import pytest


def test_moves_24m_counts_two_different_homes_within_two_years(spec):
    """Two different homes moved into within 731 days count, for as long as both lie within them."""
    spec(
        "moves_24m",
        as_of="2026-06-01",
        address_spells="""
            person_id  home  lives_from
            A          h1    2025-06-01
            A          h2    2026-02-20
            B          h1    2025-06-01
            B          h1    2025-06-03
            C          h1    2022-01-01
            C          h2    2023-01-01
            D          h1    -
            D          h2    2026-02-20
        """,
        expect={"A": "current", "C": "historic"},
    )


def test_moves_24m_counts_a_move_once_it_is_recorded(spec):
    """A move that reached us after the day asked about does not count."""
    spec(
        "moves_24m",
        as_of="2026-03-01",
        address_spells="""
            person_id  home  lives_from  known_from
            A          h1    2025-06-01  2025-06-03
            A          h2    2026-02-20  2026-03-05
        """,
        expect={},
    )


def test_moves_24m_is_known_when_the_last_move_needed_was_known_even_an_earlier_one(spec):
    """An earlier move entered late completes the count on the day it was entered."""
    tables = {
        "address_spells": """
            person_id  home  lives_from  known_from
            A          h1    2025-06-01  2026-04-01
            A          h2    2026-02-20  2026-02-21
        """
    }
    spec("moves_24m", as_of="2026-03-31", expect={}, **tables)
    spec("moves_24m", as_of="2026-04-01", expect={"A": "current"}, **tables)


def test_rent_arrears_counts_a_week_of_rent(spec):
    """A week's rent or more owed counts as arrears."""
    spec(
        "rent_arrears",
        as_of="2026-06-01",
        rent_accounts="""
            person_id  balance_on  arrears_pence  weekly_rent_pence
            A          2026-05-01  12000          12000
            B          2026-05-01  11999          12000
            C          2026-05-01  -500           12000
        """,
        expect={"A": "current"},
    )


def test_council_tax_arrears_counts_50_pounds(spec):
    """£50 or more of council tax owed counts."""
    spec(
        "council_tax_arrears",
        as_of="2026-06-01",
        council_tax_accounts="""
            person_id  balance_on  arrears_pence
            A          2026-05-01  5000
            B          2026-05-01  4999
        """,
        expect={"A": "current"},
    )


def test_severe_absence_counts_half_of_the_sessions(spec):
    """Half of the possible sessions missed counts as severe absence."""
    spec(
        "severe_absence",
        as_of="2026-06-01",
        attendance_terms="""
            person_id  started_on  ended_on    sessions_possible  sessions_authorised  sessions_unauthorised
            A          2026-01-05  2026-04-01  60                 10                   20
            B          2026-01-05  2026-04-01  60                 10                   19
        """,
        expect={"A": "current"},
    )


def test_looked_after_does_not_count_short_breaks(spec):
    """Short breaks are not the council's care."""
    spec(
        "looked_after",
        as_of="2026-06-01",
        care_episodes="""
            person_id  started_on  ended_on  legal_status
            A          2026-01-01  -         care_order
            B          2026-01-01  -         short_breaks
            C          2026-01-01  -         -
        """,
        expect={"A": "current", "C": "current"},
    )


@pytest.mark.parametrize(
    ("factor", "table", "start"),
    [
        ("known_to_early_help", "early_help_episodes", "started_on"),
        ("child_in_need", "cin_episodes", "started_on"),
        ("child_protection_plan", "cp_plans", "started_on"),
        ("known_to_adult_care", "adult_services", "started_on"),
        ("known_to_housing", "tenancies", "started_on"),
        ("in_temporary_accommodation", "temporary_accommodation", "started_on"),
        ("free_school_meals", "free_school_meals", "started_on"),
    ],
)
def test_a_service_counts_as_known_while_its_episode_is_open(spec, factor, table, start):
    """A circumstance of being known to a service counts from the start of an episode until its end."""
    rows = f"""
        person_id  {start}     ended_on
        A          2026-01-01  -
        B          2026-01-01  2026-02-01
        C          2026-07-01  -
    """
    spec(factor, as_of="2026-06-01", expect={"A": "current", "B": "historic"}, **{table: rows})


def test_an_end_after_the_day_asked_about_is_not_known_yet(spec):
    """On a past day an episode is open that has ended since."""
    rows = """
        person_id  started_on  ended_on
        A          2026-01-01  2026-07-01
    """
    spec("child_in_need", as_of="2026-06-30", expect={"A": "current"}, cin_episodes=rows)
    spec("child_in_need", as_of="2026-07-01", expect={"A": "historic"}, cin_episodes=rows)


def test_attendance_improved_needs_a_worse_term_before(spec):
    """Fewer than 8% of sessions missed after 10% or more counts as improved."""
    spec(
        "attendance_improved",
        as_of="2026-06-01",
        attendance_terms="""
            person_id  started_on  ended_on    sessions_possible  sessions_authorised  sessions_unauthorised
            A          2025-09-01  2025-12-20  100                8                    4
            A          2026-01-05  2026-04-01  100                3                    0
            B          2025-09-01  2025-12-20  100                2                    2
            B          2026-01-05  2026-04-01  100                3                    0
            C          2026-01-05  2026-04-01  100                3                    0
        """,
        expect={"A": "current"},
    )


def test_arrears_cleared_counts_nothing_owed_after_50_pounds(spec):
    """Nothing owed, after £50 or more at the balance before, counts as cleared."""
    spec(
        "arrears_cleared",
        as_of="2026-06-01",
        rent_accounts="""
            person_id  balance_on  arrears_pence
            A          2026-02-01  20000
            A          2026-05-01  0
            B          2026-02-01  0
            B          2026-05-01  0
            C          2026-02-01  20000
            C          2026-05-01  100
        """,
        expect={"A": "current"},
    )


def test_arrears_falling_counts_a_fall_of_a_quarter(spec):
    """Less than three quarters of what was owed before counts as falling."""
    spec(
        "arrears_falling",
        as_of="2026-06-01",
        rent_accounts="""
            person_id  balance_on  arrears_pence
            A          2026-02-01  20000
            A          2026-05-01  14999
            B          2026-02-01  20000
            B          2026-05-01  15000
        """,
        expect={"A": "current"},
    )


def test_a_plan_that_ended_with_needs_met_counts_from_its_end(spec):
    """A plan that ended with the needs met is a strength from the day it ended; one that was stepped up is not."""
    spec(
        "plan_needs_met",
        as_of="2026-06-01",
        early_help_episodes="""
            person_id  started_on  ended_on    end_reason
            A          2025-01-01  2026-02-01  needs_met
            B          2025-01-01  2026-02-01  stepped_up
            C          2025-01-01  2026-07-01  needs_met
        """,
        expect={"A": "current"},
    )


def test_engaged_with_early_help_counts_consent(spec):
    """Consent to early help counts while the episode is open; consent that is not known does not count."""
    spec(
        "engaged_with_early_help",
        as_of="2026-06-01",
        early_help_episodes="""
            person_id  started_on  ended_on  is_consent_given
            A          2026-01-01  -         yes
            B          2026-01-01  -         no
            C          2026-01-01  -         -
        """,
        expect={"A": "current"},
    )


def test_tenancy_sustained_counts_from_the_day_two_years_are_reached(spec):
    """A tenancy counts from 730 days after its start, for as long as it is open."""
    tables = {
        "tenancies": """
            person_id  started_on  ended_on
            A          2024-01-01  -
            B          2024-01-01  2025-12-30
            C          2024-01-01  2026-02-01
        """
    }
    spec("tenancy_sustained", as_of="2025-12-30", expect={}, **tables)
    spec("tenancy_sustained", as_of="2025-12-31", expect={"A": "current", "C": "current"}, **tables)
    spec("tenancy_sustained", as_of="2026-06-01", expect={"A": "current", "C": "historic"}, **tables)


def test_taking_part_after_16_counts_education_training_and_work(spec):
    """Education, training and work count; a status not known does not."""
    spec(
        "taking_part_after_16",
        as_of="2026-06-01",
        neet_statuses="""
            person_id  started_on  status
            A          2026-01-01  in_training
            B          2026-01-01  not_in_education_employment_training
            C          2026-01-01  not_known
        """,
        expect={"A": "current"},
    )


def test_agreement_kept_counts_a_record_that_says_so(spec):
    """An agreement counts when a record says that it was kept, not because it was made."""
    spec(
        "agreement_kept",
        as_of="2026-06-01",
        recovery_actions="""
            person_id  acted_on    debt  step
            A          2026-01-01  rent  arrangement_kept
            B          2026-01-01  rent  arrangement
            C          2026-01-01  rent  arrangement_broken
        """,
        expect={"A": "current"},
    )
