"""The edge of each contradiction: the last day on which facts agree, the first on which not, and the message."""

from datetime import date, timedelta
from typing import Any

import pytest

from spoorboek.statute.errors import FactsError
from spoorboek.statute.facts import (
    CaseFacts,
    EarlyBenefit,
    Leave,
    Recovery,
    RefusedRepair,
    ReturnProspect,
    Sanction,
    Spell,
    StepRef,
)
from spoorboek.statute.reports.fact_checks import checked_facts
from spoorboek.statute.reports.preparation_reports import dated_preparation, read_preparation
from spoorboek.statute.second_track_facts import Assessment, Feasibility, FunctionalProfile, Preparation, SearchData

D = date(2026, 1, 5)
DECIDED = date(2027, 12, 1)
CORRECT = "Corrigeer een van beide datums."


def refused(**facts: Any) -> str | None:
    """Return the message with which facts are refused; None when they agree."""
    try:
        checked_facts(CaseFacts(D, **facts))
    except FactsError as error:
        return str(error)
    return None


def after(days: int) -> date:
    """Return the day so many days after the decision on the sanction."""
    return DECIDED + timedelta(days)


REPAIR = (RefusedRepair(after(10), after(20)),)
REFUSED_REPAIR = (
    "Het bekortingsverzoek van {} is afgewezen op {}, maar ligt vóór de loonsanctie of is ook toegewezen. "
    "Corrigeer wat niet klopt."
)
SANCTIONS: list[tuple[Sanction, str | None]] = [
    (Sanction(DECIDED), None),
    (Sanction(DECIDED, revoked_on=DECIDED), None),
    (
        Sanction(DECIDED, revoked_on=after(-1)),
        f"De loonsanctie is herroepen op 30 november 2027, vóór het besluit erover (1 december 2027). {CORRECT}",
    ),
    (Sanction(DECIDED, DECIDED, DECIDED), None),
    (
        Sanction(DECIDED, after(-1)),
        f"Het bekortingsverzoek (30 november 2027) ligt vóór het besluit over de loonsanctie (1 december 2027). "
        f"{CORRECT}",
    ),
    (
        Sanction(DECIDED, None, after(5)),
        "UWV besliste op 6 december 2027 over een herstel dat niet is gemeld. Vul de dag van het bekortingsverzoek in.",
    ),
    (Sanction(DECIDED, after(5), after(5)), None),
    (
        Sanction(DECIDED, after(5), after(4)),
        f"Het besluit op het bekortingsverzoek (5 december 2027) ligt vóór het verzoek (6 december 2027). {CORRECT}",
    ),
    (Sanction(DECIDED, refused=REPAIR), None),
    (Sanction(DECIDED, refused=(RefusedRepair(DECIDED, DECIDED),)), None),
    (
        Sanction(DECIDED, refused=(RefusedRepair(after(10), after(9)),)),
        "Het bekortingsverzoek dat is afgewezen eindigt op 10 december 2027, vóór het begin op 11 december 2027. "
        "Corrigeer een van beide.",
    ),
    (
        Sanction(DECIDED, refused=(RefusedRepair(after(-1), after(-1)),)),
        "Het bekortingsverzoek dat is afgewezen eindigt op 30 november 2027, vóór het begin op 1 december 2027. "
        "Corrigeer een van beide.",
    ),
    (
        Sanction(DECIDED, refused=(RefusedRepair(after(-1), after(3)),)),
        REFUSED_REPAIR.format("30 november 2027", "4 december 2027"),
    ),
    (Sanction(DECIDED, after(10), refused=REPAIR), None),  # asked again, and not decided yet
    (Sanction(DECIDED, after(11), after(30), refused=REPAIR), None),
    (
        Sanction(DECIDED, after(10), after(30), refused=REPAIR),
        REFUSED_REPAIR.format("11 december 2027", "21 december 2027"),
    ),
]


@pytest.mark.parametrize(("sanction", "message"), SANCTIONS)
def test_the_days_of_a_sanction_follow_each_other(sanction: Sanction, message: str | None) -> None:
    """The same day is in order; the day before is not, and the message names both days."""
    assert refused(sanction=sanction) == message


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (date(2028, 1, 2), None),
        (
            date(2028, 1, 1),
            "De verlenging t/m 1 januari 2028 eindigt vóór de wachttijd zelf (2 januari 2028). Neem de einddatum uit "
            "de bevestiging van UWV over.",
        ),
    ],
)
def test_an_extension_ends_no_sooner_than_the_wait(until: date, message: str | None) -> None:
    """Its last day may be that of the wait itself."""
    assert refused(extension_until=until) == message


def test_a_recovery_and_a_leave_begin_after_the_first_sick_day_and_share_no_day() -> None:
    """Each at its edge: the day after the first sick day, and the day after the one before it."""
    day = D + timedelta(1)
    assert refused(recoveries=(Recovery(day, day), Recovery(day + timedelta(1)))) is None
    assert refused(leaves=(Leave(day, day), Leave(day + timedelta(1), day + timedelta(9)))) is None
    shared = (
        "Twee perioden van {} overlappen: de ene loopt van 6 januari 2026 t/m 6 januari 2026, de andere begint op "
        "6 januari 2026. Corrigeer de datums of voeg ze samen."
    )
    assert refused(recoveries=(Recovery(day, day), Recovery(day, day))) == shared.format("herstel")
    assert refused(leaves=(Leave(day, day), Leave(day, day))) == shared.format("verlof")
    first = f"Het {{}} begint op 5 januari 2026, niet na de eerste ziektedag (5 januari 2026). {CORRECT}"
    assert refused(recoveries=(Recovery(D, day),)) == first.format("herstel")
    assert refused(leaves=(Leave(D, day),)) == first.format("verlof")
    endless = (
        "Het herstel vanaf 6 januari 2026 heeft geen einde, maar op 7 januari 2026 begint er weer een. Vul de laatste "
        "dag van het eerste in, of laat een van beide weg."
    )
    assert refused(recoveries=(Recovery(day + timedelta(1)), Recovery(day))) == endless


EARLY = StepRef("vervroegde_iva")


@pytest.mark.parametrize(
    ("asked", "decided", "from_", "message"),
    [
        (100, 100, None, None),
        (100, 99, None, "de aanvraag is van 15 april 2026"),
        (None, 99, None, "de aanvraag is niet vastgelegd"),
        (10, 120, 91, None),  # thirteen weeks of wait
        (10, 120, 90, "6 april 2026 en 6 juli 2027"),
        (100, 180, 170, None),  # ten weeks after the application
        (100, 180, 169, "24 juni 2026 en 6 juli 2027"),
        (100, 180, 547, None),  # seventy-eight weeks, and the day that is accepted
        (100, 180, 548, "24 juni 2026 en 6 juli 2027"),
    ],
)
def test_an_early_benefit_was_asked_and_begins_when_the_law_allows(
    asked: int | None, decided: int, from_: int | None, message: str | None
) -> None:
    """At every edge of the shortened wait."""
    done = {} if asked is None else {EARLY: D + timedelta(asked)}
    granted = None if from_ is None else D + timedelta(from_)
    said = refused(done=done, early_benefit=EarlyBenefit(D + timedelta(decided), granted))
    assert (said is None) is (message is None)
    assert message is None or message in str(said)


@pytest.mark.parametrize(
    ("lost", "within", "earlier", "message"),
    [
        (1, True, (), None),
        (0, True, (), "pas vastgelegd op 4 maart 2026"),
        (1, False, (), "was er op 4 maart 2026 al niet"),
        (None, True, (-1,), None),
        (None, True, (-1, 0), "(4 maart 2026) ligt niet vóór het laatste (4 maart 2026)"),
        (None, False, (0,), "(4 maart 2026) ligt niet vóór het laatste (4 maart 2026)"),
    ],
)
def test_prospects_of_return_follow_each_other(
    lost: int | None, within: bool, earlier: tuple[int, ...], message: str | None
) -> None:
    """Lost after it was recorded; the earlier ones before the last."""
    on = date(2026, 3, 4)
    prospect = ReturnProspect(on, within, None if lost is None else on + timedelta(lost))
    said = refused(return_prospect=prospect, earlier_prospects=tuple(on + timedelta(each) for each in earlier))
    assert (said is None) is (message is None)
    assert message is None or message in str(said)


@pytest.mark.parametrize(
    ("preparation", "message"),
    [
        (Preparation(assessment=Assessment(after(0), "spoor_2")), None),
        (Preparation(assessment=Assessment(after(0), None, "gevraagd")), None),
        *(
            (
                Preparation(assessment=found),
                "Bij het arbeidsdeskundig onderzoek (1 december 2027) hoort een uitkomst of de reden dat die er niet "
                "is. Vul een van beide in.",
            )
            for found in (Assessment(DECIDED), Assessment(DECIDED, "spoor_2", "gevraagd"))
        ),
        (Preparation(feasibility=Feasibility("bureau", DECIDED, DECIDED, "haalbaar")), None),
        (
            Preparation(feasibility=Feasibility("bureau", DECIDED, after(-1), "haalbaar")),
            "Op 30 november 2027 is een uitkomst van het haalbaarheidsonderzoek vastgelegd, maar het is pas gevraagd "
            f"op 1 december 2027. {CORRECT}",
        ),
        *(
            (
                Preparation(feasibility=study),
                "Het haalbaarheidsonderzoek heeft een uitkomst of een dag, maar niet allebei. Vul beide in.",
            )
            for study in (Feasibility("bureau", None, DECIDED), Feasibility("bureau", DECIDED, None, "haalbaar"))
        ),
        (Preparation(considered_on=D + timedelta(56)), None),
        (
            Preparation(considered_on=D + timedelta(55)),
            "Op 1 maart 2026 is week 8 nog niet voorbij: het tweede spoor wordt nooit voorbereid vóór 2 maart 2026. "
            "Kies die dag of later, of trek de eerste twijfel in.",
        ),
    ],
)
def test_the_preparation_holds_together(preparation: Preparation, message: str | None) -> None:
    """An outcome or why there is none, a day with each outcome, and nothing before it was asked."""
    assert refused(preparation=preparation) == message


DAYS: dict[str, Preparation] = {
    "De eerste twijfel": Preparation(considered_on=D - timedelta(1)),
    "De uitkomst van het arbeidsdeskundig onderzoek": Preparation(assessment=Assessment(D - timedelta(1), "spoor_2")),
    "De vraag om een haalbaarheidsonderzoek": Preparation(feasibility=Feasibility("bureau", D - timedelta(1))),
    "De uitkomst van het haalbaarheidsonderzoek": Preparation(
        feasibility=Feasibility("bureau", None, D - timedelta(1), "haalbaar")
    ),
    "Het functionele profiel": Preparation(profile=FunctionalProfile(D - timedelta(1), "izp")),
    "De dag waarop de werknemer over het tweede spoor hoorde": Preparation(informed_on=D - timedelta(1)),
    "De dag van de zoekgegevens": Preparation(search_data=SearchData(D - timedelta(1))),
}


@pytest.mark.parametrize("name", DAYS)
def test_nothing_of_the_preparation_lies_before_the_sickness(name: str) -> None:
    """Each day is refused under its own name, and it is the only one that is looked at then."""
    assert list(dated_preparation(CaseFacts(D, preparation=DAYS[name]))) == [(name, D - timedelta(1))]
    said = f"{name} (4 januari 2026) ligt vóór de eerste ziektedag (5 januari 2026). {CORRECT}"
    assert refused(preparation=DAYS[name]) == said


WRITTEN: dict[str, Any] = {
    "considered_on": "2026-03-02",
    "assessment": {"on": "2026-04-01", "outcome": "spoor_2", "absence": None},
    "feasibility": {"by": "bureau", "asked_on": "2026-04-02", "done_on": "2026-04-09", "outcome": "haalbaar"},
    "profile": {"on": "2026-04-03", "source": "fml"},
    "informed_on": "2026-04-04",
    "search_data": {"on": "2026-04-05"},
}
READ = Preparation(
    date(2026, 3, 2),
    Assessment(date(2026, 4, 1), "spoor_2"),
    Feasibility("bureau", date(2026, 4, 2), date(2026, 4, 9), "haalbaar"),
    FunctionalProfile(date(2026, 4, 3), "fml"),
    date(2026, 4, 4),
    SearchData(date(2026, 4, 5)),
)


def test_a_preparation_is_read_part_by_part() -> None:
    """All of it, each part alone, and none of it."""
    assert read_preparation(WRITTEN, "preparation") == READ
    assert read_preparation({}, "preparation") == Preparation()
    for name in WRITTEN:
        alone = Preparation()._replace(**{name: getattr(READ, name)})
        assert read_preparation({name: WRITTEN[name]}, "preparation") == alone
    absent = read_preparation({"assessment": {"on": "2026-04-01", "absence": "gevraagd"}}, "preparation")
    assert absent.assessment == Assessment(date(2026, 4, 1), None, "gevraagd")


A_DAY = "verwacht een datum als 2026-01-05 (jjjj-mm-dd)."


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "p: verwacht een object met considered_on, assessment, feasibility, profile, informed_on, search_data."),
        (
            {"twijfel": 1},
            "p: onbekende sleutel 'twijfel'; bekend zijn: considered_on, assessment, feasibility, profile, "
            "informed_on, search_data.",
        ),
        ({"considered_on": 1}, f"p.considered_on: {A_DAY}"),
        ({"informed_on": 1}, f"p.informed_on: {A_DAY}"),
        ({"assessment": {}}, "p.assessment: 'on' ontbreekt."),
        ({"assessment": 1}, "p.assessment: verwacht een object met on, outcome, absence."),
        ({"assessment": {"on": 1}}, f"p.assessment.on: {A_DAY}"),
        (
            {"assessment": {"on": "2026-04-01", "outcome": "x"}},
            "p.assessment.outcome: verwacht een van: spoor_1, spoor_2, beide, geen.",
        ),
        (
            {"assessment": {"on": "2026-04-01", "absence": "x"}},
            "p.assessment.absence: verwacht een van: gevraagd, staat_al_vast, geen_ander_werk, eerder_onderzoek.",
        ),
        ({"feasibility": {}}, "p.feasibility: 'by' ontbreekt."),
        ({"feasibility": 1}, "p.feasibility: verwacht een object met by, asked_on, done_on, outcome."),
        ({"feasibility": {"by": "x"}}, "p.feasibility.by: verwacht een van: werkgever, arbeidsdeskundige, bureau."),
        ({"feasibility": {"by": "bureau", "asked_on": 1}}, f"p.feasibility.asked_on: {A_DAY}"),
        ({"feasibility": {"by": "bureau", "done_on": 1}}, f"p.feasibility.done_on: {A_DAY}"),
        (
            {"feasibility": {"by": "bureau", "outcome": "x"}},
            "p.feasibility.outcome: verwacht een van: haalbaar, haalbaar_met_voorwaarden, niet_haalbaar, niet_nodig.",
        ),
        ({"profile": {"on": "2026-04-01"}}, "p.profile: 'source' ontbreekt."),
        ({"profile": {"source": "izp"}}, "p.profile: 'on' ontbreekt."),
        ({"profile": 1}, "p.profile: verwacht een object met on, source."),
        ({"profile": {"on": 1, "source": "izp"}}, f"p.profile.on: {A_DAY}"),
        ({"profile": {"on": "2026-04-01", "source": "x"}}, "p.profile.source: verwacht een van: izp, fml, advies."),
        ({"search_data": {}}, "p.search_data: 'on' ontbreekt."),
        ({"search_data": 1}, "p.search_data: verwacht een object met on."),
        ({"search_data": {"on": 1}}, f"p.search_data.on: {A_DAY}"),
    ],
)
def test_a_mistake_in_a_preparation_is_named_by_its_place(value: object, message: str) -> None:
    """The whole message, with what was expected there."""
    with pytest.raises(FactsError) as refusal:
        read_preparation(value, "p")
    assert str(refusal.value) == message


def test_a_step_that_answers_a_report_is_done_on_its_day_at_the_earliest() -> None:
    """Asked of UWV on the day of the standstill; the day before is refused, with which of the two it is."""
    stuck = (Spell(date(2026, 5, 1), date(2026, 5, 9)), Spell(date(2026, 8, 1)))
    asked, again = StepRef("deskundigenoordeel"), StepRef("deskundigenoordeel", 2)
    assert refused(stuck=stuck, done={asked: date(2026, 5, 1), again: date(2026, 8, 1)}) is None
    said = (
        "'Deskundigenoordeel UWV aanvragen (advies)'{} gedaan op {}, vóór de dag waarop de re-integratie vastliep "
        "({}). " + CORRECT
    )
    first = refused(stuck=stuck, done={asked: date(2026, 4, 30)})
    second = refused(stuck=stuck, done={asked: date(2026, 5, 1), again: date(2026, 7, 31)})
    assert first == said.format("", "30 april 2026", "1 mei 2026")
    assert second == said.format(" (keer 2)", "31 juli 2026", "1 augustus 2026")
