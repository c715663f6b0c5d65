"""Which state a referral is in after an extension or a suspension, where it may go, and what an arrow refuses."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.referrals.arrows import arrows, check_move, possible_moves, state_label
from spoorboek.statute.referrals.referral import WITH_THE_CASE, Move, ReferralFacts


def day(number: int) -> date:
    """Return a day of March 2026."""
    return date(2026, 3, number)


def referral(*states: str, **last: Any) -> ReferralFacts:
    """Make a referral that reached these states on the first days of March; `last`: what its last move says more."""
    moves = [Move(state, day(number)) for number, state in enumerate(states, 1)]  # type: ignore[arg-type]
    return ReferralFacts(1, (*moves[:-1], moves[-1]._replace(**last)))


@pytest.mark.parametrize(
    ("states", "state", "stage"),
    [
        (("loopt",), "loopt", "loopt"),
        (("loopt", "verlengd"), "loopt", "loopt"),
        (("loopt", "opgeschort"), "opgeschort", "loopt"),
        (("loopt", "opgeschort", "verlengd"), "opgeschort", "loopt"),
        (("loopt", "opgeschort", "verlengd", "verlengd"), "opgeschort", "loopt"),
        (("loopt", "opgeschort", "loopt", "verlengd"), "loopt", "loopt"),
        (("verlengd",), "loopt", "loopt"),  # one that was extended before the case came here
        (("trajectplan", "opgeschort"), "opgeschort", "trajectplan"),
        (("aangemeld", "geweigerd"), "geweigerd", "aangemeld"),
    ],
)
def test_an_extension_leads_back_to_where_it_was(states: tuple[str, ...], state: str, stage: str) -> None:
    """To the running trajectory, or it leaves it suspended."""
    assert (referral(*states).state, referral(*states).stage) == (state, stage)


@pytest.mark.parametrize(
    ("moves", "works_from"),
    [
        ((Move("loopt", day(1)),), None),
        ((Move("eindrapport", day(1), starts_on=day(9)),), None),
        ((Move("nazorg", day(2)),), day(2)),
        ((Move("eindrapport", day(1)), Move("nazorg", day(2))), day(2)),
        ((Move("eindrapport", day(1), starts_on=day(9)), Move("nazorg", day(2))), day(9)),
        ((Move("eindrapport", day(1), starts_on=day(9)), Move("nazorg", day(2), starts_on=day(10))), day(10)),
    ],
)
def test_new_work_begins_on_the_day_that_was_named(moves: tuple[Move, ...], works_from: date | None) -> None:
    """By aftercare, else by the end report, else it is the day aftercare began."""
    assert ReferralFacts(1, moves).works_from == works_from


def test_a_suspended_referral_goes_on_where_it_stood_or_ends() -> None:
    """The casemanager says so, with a day of the intake and a last day; a running one may be extended as well."""
    found = possible_moves(referral("loopt", "opgeschort"))
    assert list(found)[:2] == ["loopt", "verlengd"]
    assert (found["loopt"].to, found["loopt"].by, found["loopt"].needs) == ("loopt", ("casemanager",), ())
    assert found["loopt"].may == ("at", "until")
    assert found["verlengd"] == arrows().states["loopt"].arrows["verlengd"]
    assert found.items() >= arrows().states["opgeschort"].arrows.items()
    early = possible_moves(referral("intake_gepland", "opgeschort"))
    assert early["intake_gepland"].may == ("at", "until")
    assert "verlengd" not in early


def test_one_that_ended_with_its_case_goes_on_by_the_product_alone() -> None:
    """Where it stood, with what it said; beside it only what its end allows."""
    found = possible_moves(referral("loopt", "ingetrokken", reason=WITH_THE_CASE))
    ends = arrows().states["ingetrokken"].arrows
    assert set(found) == {"loopt", *ends}
    assert (found["loopt"].by, found["loopt"].may) == (("spoorboek",), ("at", "until", "reason"))
    assert possible_moves(referral("loopt", "ingetrokken")) == ends
    assert possible_moves(None) == arrows().begin
    assert possible_moves(referral("loopt")) == arrows().states["loopt"].arrows


def refused(move: Move) -> str | None:
    """Return with what a running referral refuses a move; None when it goes."""
    try:
        check_move(1, referral("loopt"), move)
    except FactsError as error:
        return str(error)
    return None


REASONS = ", ".join(arrows().reasons["verlengd"])
RESULTS = ", ".join(arrows().results)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({}, None),
        ({"until": None}, "de laatste dag van het traject ontbreekt. Vul die in."),
        ({"price": 7}, "een prijs hoort hier niet bij. Laat die leeg."),
        ({"at": day(9)}, "de dag van de intake hoort hier niet bij. Laat die leeg."),
        ({"reason": "x"}, f"onbekende reden 'x'; kies uit: {REASONS}."),
        ({"until": day(4)}, "de laatste dag (4 maart 2026) ligt vóór 5 maart 2026. Corrigeer een van beide."),
    ],
)
def test_what_an_arrow_needs_or_does_not_take_is_said_field_by_field(
    changed: dict[str, Any], message: str | None
) -> None:
    """And a reason that is none, with those there are; a last day of the day itself is in order."""
    move = Move("verlengd", day(5), until=day(5), reason=next(iter(arrows().reasons["verlengd"])))._replace(**changed)
    said = message and f"Verwijzing 1, ‘{state_label('verlengd')}’: {message}"
    assert refused(move) == said


def test_an_outcome_that_is_none_is_refused_with_those_there_are() -> None:
    """Of an end report."""
    said = refused(Move("eindrapport", day(5), result="x"))
    assert said == f"Verwijzing 1, ‘{state_label('eindrapport')}’: onbekende uitkomst 'x'; kies uit: {RESULTS}."
