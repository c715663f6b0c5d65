"""Signed agreements, circumstances and what is given beside the law: read, folded, refused."""

from datetime import date
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.events import Event
from spoorboek.statute.facts import (
    Agreement,
    Circumstance,
    EarlyBenefit,
    RefusedRepair,
    SignedSettlement,
    SixtyPlus,
)
from spoorboek.statute.reports.facts_json import facts_from_json
from spoorboek.statute.reports.fold import fold_events
from spoorboek.statute.reports.settlements import agreement_applying_on, agreement_data

D = date(2026, 1, 5)
SICK = {"first_sick_day": "2026-01-05"}
GIVEN = {"from": "2025-01-01", "source": "cao", "wage_weeks": 110, "ban_weeks": 112}


def read(**facts: Any) -> Any:
    """Return the facts of a file with a first sick day and what is given."""
    return facts_from_json({**SICK, **facts})


def refusal(**facts: Any) -> str:
    """Return why a file is refused."""
    with pytest.raises(FactsError) as error:
        read(**facts)
    return str(error.value)


def folded(*told: tuple[str, dict[str, Any]]) -> Any:
    """Fold a sick report and what is told after it."""
    events = [("sick_reported", SICK), *told]
    return fold_events([Event(seq, kind, D, data) for seq, (kind, data) in enumerate(events, start=1)])  # type: ignore[arg-type]


def test_signed_agreements_of_a_file() -> None:
    """An agreement names the right to withdraw unless it is said not to; a withdrawal has its day."""
    signed = [
        {"on": "2026-05-01"},
        {"on": "2026-06-01", "names_right": False, "withdrawn_on": "2026-06-01"},
        {"on": "2026-07-01", "names_right": True, "withdrawn_on": None},
    ]
    assert read(signed=signed).signed == (
        SignedSettlement(date(2026, 5, 1), True, None),
        SignedSettlement(date(2026, 6, 1), False, date(2026, 6, 1)),
        SignedSettlement(date(2026, 7, 1), True, None),
    )


def test_circumstances_of_a_file() -> None:
    """An effect with its first and last day; the last is not there yet when it is left out."""
    told = [
        {"from": "2026-02-01", "effect": "telt_niet_voor_loon"},
        {"from": "2026-03-01", "until": "2026-03-01", "effect": "verblijft_elders"},
    ]
    assert read(circumstances=told).circumstances == (
        Circumstance(date(2026, 2, 1), None, "telt_niet_voor_loon"),
        Circumstance(date(2026, 3, 1), date(2026, 3, 1), "verblijft_elders"),
    )


@pytest.mark.parametrize("key", ["agreement", "employer_agreement"])
def test_what_is_given_beside_the_law_of_a_file(key: str) -> None:
    """Weeks that are left out are none; none and 520 are allowed."""
    assert getattr(read(**{key: GIVEN}), key) == Agreement(date(2025, 1, 1), None, "cao", 110, 112)
    ended = {"from": "2025-01-01", "until": "2025-01-01", "source": "cao", "wage_weeks": 520}
    assert getattr(read(**{key: ended}), key) == Agreement(date(2025, 1, 1), date(2025, 1, 1), "cao", 520, 0)


def test_early_benefit_sixty_plus_and_refused_repairs_of_a_file() -> None:
    """A benefit that was refused has no first day; who is sixty may not have agreed yet; a repair has two days."""
    asked = {"vervroegde_iva": "2026-08-01"}
    refused = read(done=asked, early_benefit={"decided_on": "2026-09-01"})
    assert refused.early_benefit == EarlyBenefit(date(2026, 9, 1), None)
    granted = {"decided_on": "2026-09-01", "granted_from": "2026-10-10"}
    assert read(done=asked, early_benefit=granted).early_benefit == EarlyBenefit(date(2026, 9, 1), date(2026, 10, 10))
    assert read(sixty_plus={}).sixty_plus == SixtyPlus(None)
    assert read(sixty_plus={"agreed_on": "2027-09-01"}).sixty_plus == SixtyPlus(date(2027, 9, 1))
    repairs = [{"reported_on": "2027-12-15", "decided_on": "2027-12-30"}]
    sanction = read(sanction={"decided_on": "2027-12-01", "refused": repairs}).sanction
    assert sanction.refused == (RefusedRepair(date(2027, 12, 15), date(2027, 12, 30)),)


A_DAY = "verwacht een datum als 2026-01-05 (jjjj-mm-dd)."
EFFECTS = "telt_niet_voor_opzegverbod, telt_niet_voor_loon, telt_niet_mee, verblijft_elders"
WEEKS = "verwacht een aantal weken van 0 tot en met 520."
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"signed": [{}]}, "signed[0]: 'on' ontbreekt."),
    (
        {"signed": [{"on": "2026-05-01", "op": 1}]},
        "signed[0]: onbekende sleutel 'op'; bekend zijn: on, names_right, withdrawn_on.",
    ),
    ({"signed": [{"on": 5}]}, f"signed[0].on: {A_DAY}"),
    ({"signed": [{"on": "2026-05-01", "withdrawn_on": 5}]}, f"signed[0].withdrawn_on: {A_DAY}"),
    ({"signed": [{"on": "2026-05-01", "names_right": 1}]}, "signed[0].names_right: verwacht true of false."),
    (
        {"signed": [{"on": "2026-05-02", "withdrawn_on": "2026-05-01"}]},
        "De vaststellingsovereenkomst eindigt op 1 mei 2026, vóór het begin op 2 mei 2026. Corrigeer een van beide.",
    ),
    ({"circumstances": [{"from": "2026-02-01"}]}, "circumstances[0]: 'effect' ontbreekt."),
    (
        {"circumstances": [{"effect": "verblijft_elders", "ground": "x"}]},
        "circumstances[0]: onbekende sleutel 'ground'; bekend zijn: from, until, effect.",
    ),
    (
        {"circumstances": [{"from": "2026-02-01", "effect": "ziek"}]},
        f"circumstances[0].effect: verwacht een van: {EFFECTS}.",
    ),
    ({"circumstances": [{"from": 1, "effect": "verblijft_elders"}]}, f"circumstances[0].from: {A_DAY}"),
    (
        {"circumstances": [{"from": "2026-02-01", "until": 1, "effect": "verblijft_elders"}]},
        f"circumstances[0].until: {A_DAY}",
    ),
    ({"agreement": {"from": "2025-01-01"}}, "agreement: 'source' ontbreekt."),
    (
        {"agreement": GIVEN | {"weeks": 1}},
        "agreement: onbekende sleutel 'weeks'; bekend zijn: from, until, source, wage_weeks, ban_weeks.",
    ),
    ({"agreement": GIVEN | {"from": 1}}, f"agreement.from: {A_DAY}"),
    ({"agreement": GIVEN | {"until": 1}}, f"agreement.until: {A_DAY}"),
    ({"agreement": GIVEN | {"wage_weeks": 521}}, f"agreement.wage_weeks: {WEEKS}"),
    ({"agreement": GIVEN | {"ban_weeks": -1}}, f"agreement.ban_weeks: {WEEKS}"),
    ({"agreement": GIVEN | {"ban_weeks": True}}, f"agreement.ban_weeks: {WEEKS}"),
    (
        {"agreement": GIVEN | {"until": "2024-12-31"}},
        "De cao of regeling eindigt op 31 december 2024, vóór het begin op 1 januari 2025. Corrigeer een van beide.",
    ),
    (
        {"employer_agreement": GIVEN | {"until": "2024-12-31"}},
        "De cao of regeling eindigt op 31 december 2024, vóór het begin op 1 januari 2025. Corrigeer een van beide.",
    ),
    ({"sixty_plus": {"on": "2027-09-01"}}, "sixty_plus: onbekende sleutel 'on'; bekend zijn: agreed_on."),
    ({"sixty_plus": {"agreed_on": 1}}, f"sixty_plus.agreed_on: {A_DAY}"),
    ({"early_benefit": {}}, "early_benefit: 'decided_on' ontbreekt."),
    (
        {"early_benefit": {"decided_on": "2026-09-01", "from": 1}},
        "early_benefit: onbekende sleutel 'from'; bekend zijn: decided_on, granted_from.",
    ),
    ({"early_benefit": {"decided_on": 1}}, f"early_benefit.decided_on: {A_DAY}"),
    ({"early_benefit": {"decided_on": "2026-09-01", "granted_from": 1}}, f"early_benefit.granted_from: {A_DAY}"),
    (
        {"sanction": {"decided_on": "2027-12-01", "refused": [{"reported_on": "2027-12-15"}]}},
        "sanction.refused[0]: 'decided_on' ontbreekt.",
    ),
    (
        {"sanction": {"decided_on": "2027-12-01", "refused": [{"reported_on": 1, "decided_on": "2027-12-15"}]}},
        f"sanction.refused[0].reported_on: {A_DAY}",
    ),
]


@pytest.mark.parametrize(("facts", "message"), WRONG, ids=[message[:70] for _, message in WRONG])
def test_what_is_wrong_is_named_by_its_place(facts: dict[str, Any], message: str) -> None:
    """The key, what was expected there, or the two days that cannot both be right."""
    assert refusal(**facts) == message


def circumstance(effect: str, from_: str, until: str | None = None) -> dict[str, Any]:
    """Return a circumstance of a file."""
    return {"effect": effect, "from": from_, "until": until}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            [circumstance("verblijft_elders", "2026-02-02", "2026-02-01")],
            "Het verblijf elders eindigt op 1 februari 2026, vóór het begin op 2 februari 2026",
        ),
        (
            [circumstance("telt_niet_voor_loon", "2026-02-02", "2026-02-01")],
            "De periode die niet telt voor loon eindigt op 1 februari 2026, vóór het begin op 2 februari 2026",
        ),
        (
            [circumstance("telt_niet_mee", "2026-02-02")],
            "De dagen die niet meetellen vanaf 2 februari 2026 hebben geen einde. Vul de laatste dag in.",
        ),
        ([circumstance("telt_niet_mee", "2026-01-05", "2026-02-01")], "eerste ziektedag"),
        (
            [
                circumstance("verblijft_elders", "2026-02-01", "2026-02-10"),
                circumstance("verblijft_elders", "2026-02-10", "2026-02-20"),
            ],
            "‘verblijft elders’",
        ),
        (
            [circumstance("verblijft_elders", "2026-02-01"), circumstance("verblijft_elders", "2026-03-01")],
            "‘verblijft elders’",
        ),
    ],
)
def test_circumstances_that_cannot_be_are_refused(told: list[dict[str, Any]], message: str) -> None:
    """Ends before it begins, has no end where one is needed, begins with the sickness, or overlaps its like."""
    assert message in refusal(circumstances=told)


def test_circumstances_that_touch_or_have_other_effects_are_allowed() -> None:
    """The day after, the day after the first sick day, and another effect over the same days."""
    told = [
        circumstance("telt_niet_mee", "2026-01-06", "2026-02-01"),
        circumstance("telt_niet_mee", "2026-02-02", "2026-02-03"),
        circumstance("telt_niet_voor_loon", "2026-01-06", "2026-02-01"),
        circumstance("verblijft_elders", "2026-01-05"),
    ]
    assert len(read(circumstances=told).circumstances) == 4


def signed(on: str, *, names_right: bool = True) -> tuple[str, dict[str, Any]]:
    """Tell that an agreement was signed."""
    return "settlement_signed", {"on": on, "names_right": names_right}


def withdrawn(on: str) -> tuple[str, dict[str, Any]]:
    """Tell that an agreement was withdrawn."""
    return "settlement_withdrawn", {"on": on}


def test_a_withdrawal_belongs_to_the_last_one_signed_until_then() -> None:
    """Also on the day of signing; told in any order, and twice the same is once."""
    facts = folded(
        withdrawn("2026-05-01"), signed("2026-05-01"), signed("2026-06-01", names_right=False), withdrawn("2026-05-01")
    )
    assert facts.signed == (
        SignedSettlement(date(2026, 5, 1), True, date(2026, 5, 1)),
        SignedSettlement(date(2026, 6, 1), False, None),
    )


@pytest.mark.parametrize(
    "told",
    [
        (withdrawn("2026-05-01"),),
        (signed("2026-05-02"), withdrawn("2026-05-01")),
        (signed("2026-04-01"), withdrawn("2026-05-01"), withdrawn("2026-05-02")),
    ],
)
def test_a_withdrawal_of_nothing_is_refused(told: tuple[tuple[str, dict[str, Any]], ...]) -> None:
    """Nothing was signed, it was signed later, or it was withdrawn already."""
    last = max(str(data["on"]) for kind, data in told if kind == "settlement_withdrawn")
    with pytest.raises(FactsError) as error:
        folded(*told)
    assert str(error.value) == (
        f"De vaststellingsovereenkomst is ontbonden op {int(last[-2:])} mei 2026, maar er is er geen die daarvóór is "
        "ondertekend. Leg eerst de ondertekening vast, of corrigeer de datum."
    )


def test_reported_circumstances_replace_what_began_that_day() -> None:
    """Of two with one effect and first day the later report counts; they are ordered by first day and effect."""
    facts = folded(
        ("circumstance_recorded", circumstance("verblijft_elders", "2026-03-01")),
        ("circumstance_recorded", circumstance("verblijft_elders", "2026-03-01", "2026-03-09")),
        ("circumstance_recorded", circumstance("telt_niet_voor_loon", "2026-03-01")),
        ("circumstance_recorded", circumstance("verblijft_elders", "2026-02-01", "2026-02-02")),
    )
    assert facts.circumstances == (
        Circumstance(date(2026, 2, 1), date(2026, 2, 2), "verblijft_elders"),
        Circumstance(date(2026, 3, 1), None, "telt_niet_voor_loon"),
        Circumstance(date(2026, 3, 1), date(2026, 3, 9), "verblijft_elders"),
    )


def test_of_the_periods_of_an_employer_the_last_that_began_counts() -> None:
    """On its first and last day too; a period that gives nothing ends what was given before."""
    long, short = Agreement(D, None, "cao", 110, 0), Agreement(date(2026, 3, 1), date(2026, 3, 31), "cao", 0, 112)
    given = [short, long]
    assert agreement_applying_on(date(2026, 1, 4), given) is None
    assert agreement_applying_on(D, given) == long
    assert agreement_applying_on(date(2026, 3, 1), given) == short
    assert agreement_applying_on(date(2026, 3, 31), given) == short
    assert agreement_applying_on(date(2026, 4, 1), given) == long
    assert agreement_applying_on(date(2026, 5, 1), [*given, Agreement(date(2026, 4, 1), None, "cao", 0, 0)]) is None


def test_what_an_employer_gives_goes_into_an_event_and_comes_back() -> None:
    """With and without a last day; nothing given is a first day of nothing."""
    ended = Agreement(D, date(2026, 12, 31), "regeling", 110, 112)
    assert agreement_data(None) == {"from": None}
    assert agreement_data(ended) == {
        "from": "2026-01-05",
        "until": "2026-12-31",
        "reason": "regeling",
        "wage_weeks": 110,
        "ban_weeks": 112,
    }
    assert "until" not in agreement_data(Agreement(D, None, "cao", 1, 2))
