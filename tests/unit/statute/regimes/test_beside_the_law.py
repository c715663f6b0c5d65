"""What a collective agreement or the employer gives stands beside the law, never in its place."""

from datetime import date, timedelta

import pytest

from spoorboek.statute.facts import Agreement, CaseFacts, EarlyBenefit, Sanction, StepRef
from spoorboek.statute.plan import Plan
from spoorboek.statute.reports.settlements import agreement_applying_on
from spoorboek.statute.timeline.timeline import timeline

D = date(2026, 1, 5)
BESIDE = ("loon_naast_de_wet", "opzegverbod_naast_de_wet")
LONGER = Agreement(date(2026, 1, 1), None, "cao", 26, 8)


def on(number: int) -> date:
    """Return a number of days after D."""
    return D + timedelta(number)


def beside(plan: Plan) -> dict[str, date | None]:
    """Return the dates beside the law."""
    return {item.key: item.due_on for item in plan if item.key in BESIDE}


def test_the_weeks_count_from_the_lawful_ends_which_stay() -> None:
    """Every other milestone is as it is without the agreement."""
    plan, plain = timeline(CaseFacts(D, agreement=LONGER)), timeline(CaseFacts(D))
    assert beside(plan) == {BESIDE[0]: on(727 + 182), BESIDE[1]: on(730 + 56)}
    assert tuple(item for item in plan if item.key not in BESIDE) == plain.milestones
    assert plan.wait_ends_on == plain.wait_ends_on


@pytest.mark.parametrize(
    ("from_", "until", "holds"),
    [
        (D, None, True),
        (on(1), None, False),
        (on(-9), on(-1), False),
        (on(-9), on(0), True),
        (on(-9), on(1), True),
    ],
)
def test_it_holds_for_who_falls_ill_in_its_period(from_: date, until: date | None, holds: bool) -> None:
    """The day before, on and after its first and last day."""
    assert bool(beside(timeline(CaseFacts(D, agreement=Agreement(from_, until, "cao", 4, 4))))) is holds


@pytest.mark.parametrize(("wage", "ban", "keys"), [(4, 0, {BESIDE[0]}), (0, 4, {BESIDE[1]})])
def test_one_of_both_may_be_longer(wage: int, ban: int, keys: set[str]) -> None:
    """What is not longer has no date of its own."""
    assert beside(timeline(CaseFacts(D, agreement=Agreement(D, None, "cao", wage, ban)))).keys() == keys


@pytest.mark.parametrize(
    ("own", "weeks"),
    [
        (None, 52),
        (Agreement(D, None, "bedrijfsregeling", 4), 4),
        (Agreement(on(1), None, "bedrijfsregeling", 4), 52),
        (Agreement(on(1), None, "cao"), 0),
    ],
)
def test_what_a_case_has_itself_goes_before_what_its_employer_gives(own: Agreement | None, weeks: int) -> None:
    """But where it does not hold for this first sick day; that nothing is given in a case holds whatever its period."""
    plan = timeline(CaseFacts(D, agreement=own, employer_agreement=Agreement(D, D, "cao", 52)))
    assert beside(plan) == ({BESIDE[0]: on(727 + 7 * weeks)} if weeks else {})


def test_of_several_periods_of_an_employer_the_one_that_began_last_applies() -> None:
    """One without weeks ends what was given before it; after its last day the older one holds again."""
    old, none, new = Agreement(on(-900), None, "cao", 26), Agreement(on(-9), on(9), "cao"), Agreement(D, D, "cao", 8)
    found = {day: agreement_applying_on(on(day), (new, none, old)) for day in (-901, -900, -10, -9, 0, 1, 9, 10)}
    assert found == {-901: None, -900: old, -10: old, -9: None, 0: new, 1: None, 9: None, 10: old}


def test_it_follows_what_lengthens_or_shortens_the_lawful_end() -> None:
    """A sanction, AOW age, and a benefit that was granted early, which leaves the wage its 104 weeks."""
    sanction = timeline(CaseFacts(D, agreement=LONGER, sanction=Sanction(on(680))))
    assert beside(sanction)[BESIDE[0]] == on(727 + 364 + 182)
    late = timeline(CaseFacts(D, agreement=LONGER, done={StepRef("wia_aanvraag"): on(660)}))
    assert beside(late)[BESIDE[0]] == on(737 + 182)
    both = timeline(CaseFacts(D, agreement=LONGER, done={StepRef("wia_aanvraag"): on(660)}, sanction=Sanction(on(680))))
    assert beside(both)[BESIDE[0]] == on(737 + 364 + 182)
    aow = timeline(CaseFacts(D, agreement=LONGER, aow_on=on(147)))
    assert beside(aow) == {BESIDE[0]: on(188 + 182), BESIDE[1]: on(189 + 56)}
    assert aow.closed_on == on(188)
    done = {StepRef("vervroegde_iva"): on(200)}
    early = timeline(CaseFacts(D, agreement=LONGER, early_benefit=EarlyBenefit(on(260), on(300)), done=done))
    assert beside(early)[BESIDE[0]] == on(727 + 182)
