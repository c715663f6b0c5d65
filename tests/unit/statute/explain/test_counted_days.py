"""Which days a term counted and which it did not: the two lines a reader adds up with a calendar."""

from datetime import date

import pytest

from spoorboek.statute.explain.counted_days import counted_lines
from spoorboek.statute.explain.explanation import explain_milestone
from spoorboek.statute.facts import CaseFacts, Leave, Recovery, StepRef
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.timeline.course_making import make_course
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
ANALYSIS = StepRef("probleemanalyse")
THREE_WEEKS = Recovery(date(2026, 3, 16), date(2026, 4, 5))
RECOVERED = (
    ": minder dan vier weken achter elkaar, dus samengeteld, wat de oorzaak ook is "
    "(BW 7:629 lid 10, Ziektewet art. 29 lid 5, Wet WIA art. 23 lid 3)."
)
LEAVE = ": telt niet mee en breekt de ziekte niet (BW 7:629 lid 10, Ziektewet art. 29 lid 5, Wet WIA art. 23 lid 3)."


def lines(facts: CaseFacts, key: str) -> list[str]:
    """Return the lines of an explanation that say what was counted and what was not, each up to its first full stop."""
    plan = timeline(facts)
    text = explain_milestone(plan, plan.milestone(key)).splitlines()
    found = (line for line in text if line.startswith(("Geteld: ", "Teruggeteld: ", "Niet geteld: ")))
    return [line.split(". De Regeling")[0].removesuffix(".") + "." for line in found]


@pytest.mark.parametrize(
    ("gap", "counted", "not_counted"),
    [
        (
            (date(2026, 2, 17), date(2026, 2, 22)),
            "Geteld: 6 januari 2026 t/m 16 februari 2026 (42 dagen).",
            None,
        ),
        (
            (date(2026, 2, 16), date(2026, 2, 22)),
            "Geteld: 6 januari 2026 t/m 15 februari 2026 (41 dagen) en 23 februari 2026 (1 dag), samen 42 dagen.",
            "Niet geteld: 7 dagen hersteld (16 februari 2026 t/m 22 februari 2026)",
        ),
        (
            (date(2026, 2, 16), date(2026, 2, 16)),
            "Geteld: 6 januari 2026 t/m 15 februari 2026 (41 dagen) en 17 februari 2026 (1 dag), samen 42 dagen.",
            "Niet geteld: 1 dag hersteld (16 februari 2026)",
        ),
        (
            (date(2026, 1, 6), date(2026, 1, 7)),
            "Geteld: 8 januari 2026 t/m 18 februari 2026 (42 dagen).",
            "Niet geteld: 2 dagen hersteld (6 januari 2026 t/m 7 januari 2026)",
        ),
    ],
)
def test_a_gap_is_named_when_it_lies_before_the_last_day(
    gap: tuple[date, date], counted: str, not_counted: str | None
) -> None:
    """The day after the first sick day is the first that counts, the last day the last; what lies behind is nothing."""
    named = [f"{not_counted}{RECOVERED}"] if not_counted else []
    assert lines(CaseFacts(D, recoveries=(Recovery(*gap),)), "probleemanalyse") == [counted, *named]


@pytest.mark.parametrize(
    ("done", "length", "since"),
    [
        (15, "21 dagen", "16 maart 2026 t/m "),
        (16, "20 dagen", "17 maart 2026 t/m "),
        (17, "19 dagen", "18 maart 2026 t/m "),
    ],
)
def test_of_a_gap_in_which_a_step_was_done_only_the_days_behind_it_are_left_out(
    done: int, length: str, since: str
) -> None:
    """Counted from an analysis that came during three weeks of recovery: the two weeks begin when those are over."""
    facts = CaseFacts(D, recoveries=(THREE_WEEKS,), done={ANALYSIS: date(2026, 3, done)})
    assert lines(facts, "plan_van_aanpak") == [
        "Geteld: 6 april 2026 t/m 19 april 2026 (14 dagen).",
        f"Niet geteld: {length} hersteld ({since}5 april 2026){RECOVERED}",
    ]


def test_a_gap_that_was_over_when_a_step_was_done_is_not_named() -> None:
    """On its last day there is still nothing behind it to leave out."""
    facts = CaseFacts(D, recoveries=(THREE_WEEKS,), done={ANALYSIS: date(2026, 4, 5)})
    assert lines(facts, "plan_van_aanpak") == ["Geteld: 6 april 2026 t/m 19 april 2026 (14 dagen)."]


def test_recovery_and_leave_are_each_named_with_their_own_reason() -> None:
    """Several of a kind in one line, joined; both counted out of the year."""
    facts = CaseFacts(
        D,
        recoveries=(Recovery(date(2026, 2, 2), date(2026, 2, 8)), THREE_WEEKS),
        leaves=(Leave(date(2026, 6, 1), date(2026, 9, 20)),),
    )
    assert lines(facts, "eerstejaarsevaluatie")[1:] == [
        "Niet geteld: 7 dagen hersteld (2 februari 2026 t/m 8 februari 2026) en "
        f"21 dagen hersteld (16 maart 2026 t/m 5 april 2026){RECOVERED}",
        f"Niet geteld: 112 dagen verlof rond de bevalling (1 juni 2026 t/m 20 september 2026){LEAVE}",
    ]


def test_days_behind_the_last_day_and_days_of_a_calendar_are_not_named() -> None:
    """A leave behind a last day changes nothing; an objection of six calendar weeks counts every day."""
    behind = CaseFacts(D, leaves=(Leave(date(2026, 6, 1), date(2026, 9, 20)),))
    assert lines(behind, "probleemanalyse") == ["Geteld: 6 januari 2026 t/m 16 februari 2026 (42 dagen)."]


def test_counting_back_from_the_end_of_the_wait_names_what_made_that_end_later() -> None:
    """Thirteen weeks of every day of the calendar; the week of recovery is left out of the wait, not of those weeks."""
    facts = CaseFacts(D, recoveries=(Recovery(date(2027, 12, 13), date(2027, 12, 19)),))
    assert lines(facts, "re_integratieverslag") == [
        "Teruggeteld: 10 oktober 2027 t/m 8 januari 2028 (91 dagen).",
        f"Niet geteld: 7 dagen hersteld (13 december 2027 t/m 19 december 2027){RECOVERED}",
    ]


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (Offset("D", 42, "cal"), []),
        (Offset("D", 42), ["Niet geteld: 7 dagen hersteld (2 februari 2026 t/m 8 februari 2026)"]),
        (Offset("D", 1, "years"), ["Niet geteld: 7 dagen hersteld (2 februari 2026 t/m 8 februari 2026)"]),
        (Offset("D", 27), []),
    ],
)
def test_a_term_in_calendar_days_leaves_no_day_out(term: Offset, said: list[str]) -> None:
    """One in days of sickness does, and so does a year."""
    facts = CaseFacts(D, recoveries=(Recovery(date(2026, 2, 2), date(2026, 2, 8)),))
    found = [line for line in counted_lines(term, make_course(facts, rulebook())) if line.startswith("Niet geteld")]
    assert [line.split(":")[0] + ":" + line.split(":")[1] for line in found] == said
