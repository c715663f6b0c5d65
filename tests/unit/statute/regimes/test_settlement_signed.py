"""A signed settlement and its reflection term; periods by what they do."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Circumstance, CircumstanceEffect, Leave, SignedSettlement
from spoorboek.statute.plan import Milestone
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
TERM = "bedenktijd_vaststellingsovereenkomst"
OUTSIDE: CircumstanceEffect = "telt_niet_voor_opzegverbod"


def on(number: int) -> date:
    """Return a number of days after D, a Monday."""
    return D + timedelta(number)


def terms(*signed: SignedSettlement) -> list[Milestone]:
    """Plan the reflection terms of these agreements."""
    return [item for item in timeline(checked_facts(CaseFacts(D, signed=signed))) if item.key == TERM]


@pytest.mark.parametrize(
    ("signed", "named", "last"),
    [
        (on(30), True, on(44)),  # a Wednesday
        (on(30), False, on(51)),
        (date(2026, 4, 21), True, date(2026, 5, 6)),  # 5 May is a holiday
        (date(2026, 4, 20), True, date(2026, 5, 4)),
        (date(2026, 5, 22), True, date(2026, 6, 5)),
        (date(2026, 5, 23), True, date(2026, 6, 8)),  # a Saturday, extended to Monday
        (date(2026, 5, 24), False, date(2026, 6, 15)),
        (date(2025, 12, 1), True, date(2025, 12, 15)),  # before the sickness
    ],
)
def test_the_term_is_fourteen_days_or_three_weeks_over_weekends_and_holidays(
    signed: date, named: bool, last: date
) -> None:
    """Counted from the day after the signature; three weeks where the agreement does not name the right."""
    (term,) = terms(SignedSettlement(signed, named))
    assert (term.opens_on, term.due_on, term.status) == (signed, last, "gepland")


@pytest.mark.parametrize(("withdrawn", "status"), [(43, "vervallen"), (44, "vervallen"), (45, "gepland")])
def test_a_withdrawal_in_time_ends_it_and_a_later_one_does_not(withdrawn: int, status: str) -> None:
    """The day before, on and after the last day."""
    (term,) = terms(SignedSettlement(on(30), True, on(withdrawn)))
    assert term.status == status


@pytest.mark.parametrize(
    ("signed", "status"), [(on(41), "vervallen"), (date(2026, 8, 14), "vervallen"), (date(2026, 8, 15), "gepland")]
)
def test_no_second_term_within_six_months_after_a_withdrawal(signed: date, status: str) -> None:
    """Withdrawn on 14 February 2026: an agreement until 14 August has no term of its own."""
    first = SignedSettlement(on(30), True, on(40))
    assert terms(first, SignedSettlement(signed, True))[1].status == status


def test_nothing_else_moves_when_an_agreement_is_signed() -> None:
    """The plan is that of any case, with the term beside it; a case without agreement has none."""
    plain = [item._replace(trace=None) for item in timeline(CaseFacts(D))]
    signed = timeline(CaseFacts(D, signed=(SignedSettlement(on(30), True),)))
    assert [item._replace(trace=None) for item in signed if item.key != TERM] == plain
    assert TERM not in {item.key for item in plain}


@pytest.mark.parametrize(
    ("from_", "until", "moved"),
    [(100, 120, 21), (0, 0, 1), (-5, 4, 5), (-9, -1, 0), (729, 729, 1), (730, 740, 0), (729, 739, 11), (700, None, 30)],
)
def test_days_outside_the_ban_move_its_end_alone(from_: int, until: int | None, moved: int) -> None:
    """By the sick days in the period; those after the ban is over change nothing."""
    period = Circumstance(on(from_), None if until is None else on(until), OUTSIDE)
    plan, plain = timeline(checked_facts(CaseFacts(D, circumstances=(period,)))), timeline(CaseFacts(D))
    assert plan.milestone("einde_opzegverbod").due_on == on(730 + moved)
    others = [[m for m in each if m.key != "einde_opzegverbod"] for each in (plan, plain)]
    assert others[0] == others[1]


def test_periods_of_one_day_that_last_are_told_apart() -> None:
    """Two that begin on one day, one of them without an end, beside one outside the ban."""
    periods = (
        Circumstance(on(100), None, "telt_niet_voor_loon"),
        Circumstance(on(100), on(110), "verblijft_elders"),
        Circumstance(on(100), on(104), OUTSIDE),
    )
    plan = timeline(checked_facts(CaseFacts(D, circumstances=periods)))
    assert plan.milestone("einde_opzegverbod").due_on == on(735)


def test_days_that_do_not_count_anyway_are_not_taken_twice() -> None:
    """Leave moved the two years already."""
    leave = (Leave(on(110), on(119)),)
    period = (Circumstance(on(100), on(120), OUTSIDE),)
    plan = timeline(CaseFacts(D, leaves=leave, circumstances=period))
    assert plan.milestone("einde_opzegverbod").due_on == on(730 + 10 + 11)


@pytest.mark.parametrize("effect", ["telt_niet_voor_loon", "verblijft_elders"])
def test_most_circumstances_move_nothing(effect: CircumstanceEffect) -> None:
    """Without wage, or elsewhere for a time: the wait and every term go on."""
    period = (Circumstance(on(100), None, effect),)
    plan = timeline(checked_facts(CaseFacts(D, circumstances=period)))
    assert plan.milestones == timeline(CaseFacts(D)).milestones


def test_days_that_do_not_count_move_what_follows_as_leave_does() -> None:
    """Ten days: the 42-week report and the wait move by ten, what lies before stays, and the case goes on."""
    period = (Circumstance(on(200), on(209), "telt_niet_mee"),)
    plan = timeline(checked_facts(CaseFacts(D, circumstances=period)))
    assert plan.milestone("probleemanalyse").due_on == on(42)
    assert plan.milestone("melding_42_weken").due_on == on(294 + 10)
    assert plan.wait_ends_on == on(727 + 10)
    text = explain_milestone(plan, plan.milestone("melding_42_weken"))
    assert "10 dagen vastgelegd als niet meetellend" in text
    assert "telt niet voor de wachttijd (Wet WIA art. 23 lid 5)" in text


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"circumstances": (Circumstance(on(9), None, "telt_niet_mee"),)}, "hebben geen einde"),
        ({"circumstances": (Circumstance(on(0), on(9), "telt_niet_mee"),)}, "niet na de eerste ziektedag"),
        ({"circumstances": (Circumstance(on(9), on(8), "verblijft_elders"),)}, "Het verblijf elders eindigt op"),
        (
            {"circumstances": (Circumstance(on(9), on(20), OUTSIDE), Circumstance(on(20), on(30), OUTSIDE))},
            "overlappen",
        ),
        ({"signed": (SignedSettlement(on(9), True, on(8)),)}, "De vaststellingsovereenkomst eindigt op"),
    ],
)
def test_what_contradicts_itself_is_refused(facts: dict[str, object], told: str) -> None:
    """One Dutch sentence that names the days."""
    with pytest.raises(FactsError, match=told):
        checked_facts(CaseFacts(D, **facts))  # type: ignore[arg-type]
