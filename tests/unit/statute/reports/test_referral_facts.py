"""Referrals in FACTS.json, in reports, and supposed on top of what is known."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.referrals.referral import Move, ReferralFacts
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.referral_moves import moved_referrals

D = date(2026, 1, 5)
SICK = {"first_sick_day": "2026-01-05"}
ASKED = {"to": "uitvraag", "on": "2026-11-02"}
REPORT = {"from": "2026-11-01", "until": "2026-11-30", "phase": "orientatie", "activities": []}
OFFERED = {"to": "aangeboden", "on": "2026-11-05"}


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


def read(*referrals: dict[str, Any]) -> CaseFacts:
    """Return the facts of a file with referrals."""
    return facts_from_json({**SICK, "referrals": list(referrals)})


def refusal(*referrals: Any) -> str:
    """Return why a file with referrals is refused."""
    with pytest.raises(FactsError) as error:
        facts_from_json({**SICK, "referrals": list(referrals)})
    return str(error.value)


def folded(*told: tuple[str, dict[str, Any]]) -> tuple[ReferralFacts, ...]:
    """Fold a sick report and what is told after it, on the days of the events, into referrals."""
    events = [("sick_reported", SICK), *told]
    return fold_events([Event(seq, kind, D, data) for seq, (kind, data) in enumerate(events, start=1)]).referrals  # type: ignore[arg-type]


def moved(to: str, on: str, referral: int = 1, **more: Any) -> tuple[str, dict[str, Any]]:
    """Tell that a referral moved."""
    return "referral_moved", {"referral": referral, "to": to, "on": on, **more}


def test_a_referral_of_a_file_has_all_that_was_said_of_it() -> None:
    """Every field of a move is read, and the days of reports once each, in order."""
    moves = [
        ASKED,
        OFFERED | {"price": 4500, "starts_on": "2026-11-23"},
        {"to": "gekozen", "on": "2026-11-08"},
        {"to": "akkoord", "on": "2026-11-09"},
        {"to": "aangemeld", "on": "2026-11-09"},
        {"to": "bevestigd", "on": "2026-11-10"},
        {"to": "intake_gepland", "on": "2026-11-11", "at": "2026-11-18"},
    ]
    (found,) = read({"number": 1, "moves": moves, "reported_on": ["2026-12-01", "2026-11-30", "2026-12-01"]}).referrals
    assert found == ReferralFacts(
        1,
        (
            Move("uitvraag", day("2026-11-02")),
            Move("aangeboden", day("2026-11-05"), price=4500, starts_on=day("2026-11-23")),
            Move("gekozen", day("2026-11-08")),
            Move("akkoord", day("2026-11-09")),
            Move("aangemeld", day("2026-11-09")),
            Move("bevestigd", day("2026-11-10")),
            Move("intake_gepland", day("2026-11-11"), at=day("2026-11-18")),
        ),
        (day("2026-11-30"), day("2026-12-01")),
    )
    (alone,) = read({"number": 3, "moves": [ASKED], "reported_on": None}).referrals
    assert alone == ReferralFacts(3, (Move("uitvraag", day("2026-11-02")),), ())


A_DAY = "verwacht een datum als 2026-01-05 (jjjj-mm-dd)."
WHOLE = "verwacht een heel getal vanaf 1."
FIELDS = "to, on, at, starts_on, until, reason, result, price, by, taken_over_on"


@pytest.mark.parametrize(
    ("referral", "message"),
    [
        (5, "referrals[0]: verwacht een object met number, moves, reported_on."),
        ({"number": 1}, "referrals[0]: 'moves' ontbreekt."),
        ({"moves": [ASKED]}, "referrals[0]: 'number' ontbreekt."),
        (
            {"number": 1, "moves": [ASKED], "bureau": "x"},
            "referrals[0]: onbekende sleutel 'bureau'; bekend zijn: number, moves, reported_on.",
        ),
        ({"number": 0, "moves": [ASKED]}, f"referrals[0].number: {WHOLE}"),
        ({"number": True, "moves": [ASKED]}, f"referrals[0].number: {WHOLE}"),
        ({"number": "1", "moves": [ASKED]}, f"referrals[0].number: {WHOLE}"),
        ({"number": 1, "moves": 5}, "referrals[0].moves: verwacht een lijst."),
        ({"number": 1, "moves": []}, "referrals[0].moves: een verwijzing heeft ten minste één stand."),
        ({"number": 1, "moves": [5]}, f"referrals[0].moves[0]: verwacht een object met {FIELDS}."),
        ({"number": 1, "moves": [{"to": "uitvraag"}]}, "referrals[0].moves[0]: 'on' ontbreekt."),
        ({"number": 1, "moves": [{"on": "2026-11-02"}]}, "referrals[0].moves[0]: 'to' ontbreekt."),
        ({"number": 1, "moves": [ASKED | {"on": 5}]}, f"referrals[0].moves[0].on: {A_DAY}"),
        ({"number": 1, "moves": [ASKED, OFFERED | {"at": 5}]}, f"referrals[0].moves[1].at: {A_DAY}"),
        ({"number": 1, "moves": [ASKED, OFFERED | {"starts_on": 5}]}, f"referrals[0].moves[1].starts_on: {A_DAY}"),
        ({"number": 1, "moves": [ASKED, OFFERED | {"until": 5}]}, f"referrals[0].moves[1].until: {A_DAY}"),
        (
            {"number": 1, "moves": [ASKED, OFFERED | {"reason": ""}]},
            "referrals[0].moves[1].reason: verwacht een code uit de keuzelijst.",
        ),
        (
            {"number": 1, "moves": [ASKED, OFFERED | {"result": 5}]},
            "referrals[0].moves[1].result: verwacht een code uit de keuzelijst.",
        ),
        ({"number": 1, "moves": [ASKED, OFFERED | {"price": 0}]}, f"referrals[0].moves[1].price: {WHOLE}"),
        ({"number": 1, "moves": [ASKED, OFFERED | {"by": 1.5}]}, f"referrals[0].moves[1].by: {WHOLE}"),
        (
            {"number": 1, "moves": [ASKED | {"taken_over_on": 5}]},
            f"referrals[0].moves[0].taken_over_on: {A_DAY}",
        ),
        ({"number": 1, "moves": [ASKED], "reported_on": 5}, "referrals[0].reported_on: verwacht een lijst."),
        ({"number": 1, "moves": [ASKED], "reported_on": [5]}, f"referrals[0].reported_on[0]: {A_DAY}"),
        (
            {"number": 1, "moves": [OFFERED]},
            "Verwijzing 1 is er nog niet en kan niet beginnen met ‘",
        ),
        (
            {"number": 1, "moves": [ASKED | {"on": "2026-01-04"}]},
            "Verwijzing 1 (4 januari 2026) ligt vóór de eerste ziektedag (5 januari 2026). "
            "Corrigeer een van beide datums.",
        ),
    ],
)
def test_what_is_wrong_with_a_referral_is_named_by_its_place(referral: Any, message: str) -> None:
    """The place in the file and what was expected; or the move that cannot be, in the words of the table of arrows."""
    said = refusal(referral)
    assert said == message or (message.endswith("‘") and said.startswith(message))


def test_a_state_that_is_unknown_is_told_which_there_are() -> None:
    """The list of states is the table's own."""
    said = refusal({"number": 1, "moves": [{"to": "kwijt", "on": "2026-11-02"}]})
    assert said.startswith("referrals[0].moves[0].to: verwacht een van: ")
    assert "uitvraag" in said


@pytest.mark.parametrize("numbers", [(1, 1), (2, 1)])
def test_referrals_stand_once_and_in_order(numbers: tuple[int, int]) -> None:
    """Of two with one number it would be unknown which is meant."""
    said = refusal(*({"number": number, "moves": [ASKED]} for number in numbers))
    assert said == "De verwijzingen staan niet elk één keer, in volgorde van nummer. Zet ze op volgorde."
    assert (
        len(read({"number": 1, "moves": [ASKED | {"on": "2026-01-05"}]}, {"number": 2, "moves": [ASKED]}).referrals)
        == 2
    )


def test_reports_make_referrals_in_the_order_of_their_numbers() -> None:
    """Moves of several referrals may be told through each other; a progress report alone makes none."""
    assert folded(
        moved("uitvraag", "2026-11-03", 2),
        moved("uitvraag", "2026-11-02", 1),
        ("progress_reported", {**REPORT, "referral": 4, "on": "2026-12-01"}),
        moved("aangeboden", "2026-11-05", 2),
        ("progress_reported", {**REPORT, "referral": 1, "on": "2026-12-02"}),
        moved("geweigerd", "2026-12-03", 1, reported_on="2026-12-01"),
    ) == (
        ReferralFacts(
            1,
            (Move("uitvraag", day("2026-11-02")), Move("geweigerd", day("2026-12-03"))),
            (day("2026-12-01"), day("2026-12-02")),
        ),
        ReferralFacts(2, (Move("uitvraag", day("2026-11-03")), Move("aangeboden", day("2026-11-05")))),
    )


def answered(answer: str, on: str, referral: int = 1) -> tuple[str, dict[str, Any]]:
    """Tell what a bureau answered, as was told before referrals had states."""
    return "bureau_answered", {"referral": referral, "answer": answer, "on": on}


@pytest.mark.parametrize(
    ("told", "states"),
    [
        ((moved("uitvraag", "2026-11-02"), answered("akkoord", "2026-11-02")), ["uitvraag", "aangeboden"]),
        ((moved("uitvraag", "2026-11-02"), answered("geweigerd", "2026-11-04")), ["uitvraag", "geweigerd"]),
        ((moved("uitvraag", "2026-11-02"), answered("akkoord", "2026-11-01")), ["uitvraag"]),
        ((moved("uitvraag", "2026-11-02"), answered("misschien", "2026-11-04")), ["uitvraag"]),
        (
            (moved("uitvraag", "2026-11-02"), answered("geweigerd", "2026-11-03"), answered("akkoord", "2026-11-04")),
            ["uitvraag", "geweigerd"],
        ),
    ],
)
def test_an_answer_of_before_moves_where_it_still_leads_somewhere(told: Any, states: list[str]) -> None:
    """Yes to a question is an offer, no is a refusal; of before the state, unknown, or after an end it says nothing."""
    ((found),) = folded(*told)
    assert [move.to for move in found.moves] == states


def test_an_answer_without_a_referral_says_nothing() -> None:
    """There is nothing it could move."""
    assert folded(answered("akkoord", "2026-11-04")) == ()


def supposed(known: tuple[ReferralFacts, ...], *moves: tuple[int, Move]) -> tuple[ReferralFacts, ...]:
    """Suppose moves on top of what is known."""
    return moved_referrals(known, moves)


def test_a_supposed_move_goes_on_with_the_referral_that_goes_on() -> None:
    """Without a number: the only one that has not ended, or the first when there is none."""
    asked = Move("uitvraag", day("2026-11-02"))
    offered = Move("aangeboden", day("2026-11-05"))
    ended = ReferralFacts(1, (asked, Move("geweigerd", day("2026-11-04"))))
    going = ReferralFacts(2, (asked,))
    assert supposed((), (0, asked), (0, offered)) == (ReferralFacts(1, (asked, offered)),)
    assert supposed((going, ended), (0, offered)) == (ended, ReferralFacts(2, (asked, offered)))
    assert supposed((ended,), (3, asked)) == (ended, ReferralFacts(3, (asked,)))


def test_a_supposed_move_that_could_be_of_several_must_be_named() -> None:
    """Two that go on, or none that does: each is listed with its state."""
    asked = Move("uitvraag", day("2026-11-02"))
    refused = ReferralFacts(1, (asked, Move("geweigerd", day("2026-11-04"))))
    for known in ((ReferralFacts(1, (asked,)), ReferralFacts(2, (asked,))), (refused,)):
        with pytest.raises(FactsError) as error:
            supposed(known, (0, Move("aangeboden", day("2026-11-05"))))
        said = str(error.value)
        assert said.startswith("Noem welke verwijzing. Bekend zijn: 1 ")
        assert said.count(";") == len(known) - 1
    with pytest.raises(FactsError, match="sinds 4 november 2026"):
        supposed((refused,), (1, Move("aangeboden", day("2026-11-05"))))
