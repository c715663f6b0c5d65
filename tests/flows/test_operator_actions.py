"""Operator actions through their real deployments: each records who, wakes the case, and shows its effect."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from support.operator_actions import (
    TODAY,
    WHO,
    act,
    ago,
    counts,
    effects,
    events,
    iso,
    open_a_case,
    prepare,
    step,
    told,
)

from models.case_lookup import find_case
from models.connection import session
from models.tables import Document, Employee
from models.verification import verify_record
from spoorboek.platform.up import Platform

Hire = Callable[[], Employee]


@pytest.fixture(autouse=True)
def _on_the_platform(platform: Platform) -> Iterator[None]:
    """Run on the shared platform; afterwards every hash chain is whole."""
    yield
    with session() as reading:
        assert verify_record(reading) == []


def test_a_step_is_marked_done(hire: Hire) -> None:
    """The event carries day, evidence and operator; the run is named by case and step; the case woke and shows it."""
    number = open_a_case(hire(), 20)
    done = act(
        "Stap afronden", zaaknummer=f" {number.lower()} ", stap="probleemanalyse", gedaan_op=iso(1),
        bewijs="advies_bedrijfsarts",
    )  # fmt: skip
    assert told(done) == f"Vastgelegd: Probleemanalyse van dossier {number} is gedaan op 22-11-2026."
    assert done.name == f"{number} · probleemanalyse · vastgelegd"
    event = events(number)[-1]
    assert (event.kind, event.actor, event.on_day) == ("step_done", WHO, TODAY)
    assert event.data == {
        "step": "probleemanalyse", "occurrence": 1, "on": iso(1), "evidence": "advies_bedrijfsarts"
    }  # fmt: skip
    assert step(number, "probleemanalyse").status == "gedaan"
    assert step(number, "plan_van_aanpak").status == "open"


def test_a_question_about_an_adopted_case_is_answered(hire: Hire) -> None:
    """Not done: the step opens and is late; not applicable: it lapses; done: it has its day. One form for all three."""
    number = open_a_case(hire(), 210, adopted_on=TODAY)
    form = {"zaaknummer": number}
    undone = act("Vraag beantwoorden", **form, stap="probleemanalyse", antwoord="niet_gedaan")
    assert f"Probleemanalyse van dossier {number} is niet gedaan; de stap staat open, en te laat sinds " in told(undone)
    waived = act(
        "Vraag beantwoorden", **form, stap="plan_van_aanpak", antwoord="niet_van_toepassing", reden="onderbroken"
    )
    assert "is niet van toepassing: De ziekte was toen onderbroken." in told(waived)
    done = act("Vraag beantwoorden", **form, stap="ziekmelding_arbodienst", antwoord="gedaan", gedaan_op=iso(209))
    assert f"is gedaan op {ago(209):%d-%m-%Y}." in told(done)
    keys = ("probleemanalyse", "plan_van_aanpak", "ziekmelding_arbodienst")
    assert [step(number, key).status for key in keys] == ["te_laat", "vervallen", "gedaan"]
    assert [event.kind for event in events(number)[1:]] == ["step_not_done", "step_not_applicable", "step_done"]
    again = act("Vraag beantwoorden", **form, stap="probleemanalyse", antwoord="niet_gedaan")
    assert "staat op 'te laat'" in told(again)
    assert len(events(number)) == 4


def test_a_step_is_triggered_again(hire: Hire) -> None:
    """`opnieuw` mails once more, what did not change as it is; `herstel` makes what is missing, here nothing, twice."""
    number = open_a_case(hire(), 20)
    documents, mails, _ = counts(number)
    again = act("Stap opnieuw uitvoeren", zaaknummer=number, stap="probleemanalyse", wijze="opnieuw")
    told_it = f"Probleemanalyse van dossier {number}: 4 acties worden nu uitgevoerd (opnieuw). Dit is de 2e keer."
    assert told(again) == f"Vastgelegd: {told_it}"
    assert counts(number)[:2] == (documents, mails + 2)
    assert sorted(_versions(number)) == [("uitnodiging_spreekuur", 1), ("verzoek_probleemanalyse", 1)]
    before = len(effects(number))
    for _ in range(2):
        repaired = act("Stap opnieuw uitvoeren", zaaknummer=number, stap="probleemanalyse", wijze="herstel")
        assert "er ontbreekt niets" in told(repaired)
    assert len(effects(number)) == before


def test_a_step_is_postponed(hire: Hire) -> None:
    """The target moves to the new day, the lawful day stays; the reason is kept as a code."""
    number = open_a_case(hire(), 20)
    later = act(
        "Stap uitstellen", zaaknummer=number, stap="probleemanalyse", nieuwe_streefdatum=iso(-22),
        reden="wacht_op_bedrijfsarts",
    )  # fmt: skip
    assert told(later) == f"Vastgelegd: De streefdatum van Probleemanalyse van dossier {number} is nu 15-12-2026."
    found = step(number, "probleemanalyse")
    assert (found.target_on, found.due_on) == (date(2026, 12, 15), date(2026, 12, 15))
    assert events(number)[-1].data["reason"] == "wacht_op_bedrijfsarts"


def test_recovered_and_ill_again_within_four_weeks_is_the_same_case(hire: Hire) -> None:
    """Recovery makes the steps wait; a relapse after 27 days moves what was to come by 27 days."""
    number = open_a_case(hire(), 60)
    due = step(number, "melding_42_weken").due_on
    assert told(act("Hersteld melden", zaaknummer=number, hersteld_vanaf=iso(30))).startswith("Vastgelegd")
    relapsed = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(3))
    assert told(relapsed) == f"Vastgelegd: Dossier {number} loopt door; opnieuw uitgevallen op 20-11-2026."
    moved = step(number, "melding_42_weken").due_on
    assert due is not None
    assert moved is not None
    assert (moved - due).days == 27


def test_ill_again_after_four_weeks_is_a_new_case_with_what_still_holds(hire: Hire) -> None:
    """The new case has its own run, links to the old one, and knows contract end, AOW day and safety net."""
    employee = hire()
    known = {"contract_ends_on": "2027-12-31", "aow_on": "2044-05-01", "safety_net": "zes_weken"}
    number = open_a_case(employee, 90, ("recovered", {"from": iso(40)}), **known)
    relapsed = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(2))
    with session() as reading:
        old = find_case(reading, number)
        new = next(case for case in _cases_of(employee) if case != number)
        assert find_case(reading, new).previous_case_id == old.id
    assert told(relapsed) == f"Vastgelegd: Het oude dossier is geëindigd: nieuw dossier {new} vanaf 21-11-2026."
    first = events(new)[0]
    assert (first.kind, first.actor, first.data) == ("sick_reported", WHO, {"first_sick_day": iso(2), **known})
    again = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(1))
    assert told(again).startswith("Geweigerd: ")
    assert f"meld het op {new}" in told(again)


def test_ill_by_another_cause_after_a_leave_wakes_the_old_case_as_well(hire: Hire) -> None:
    """Fourteen recovered days around a leave: the new case runs, the old one closes at once, with its letter."""
    employee, leave = hire(), {"from": iso(120), "until": iso(9), "same_cause": False}
    number = open_a_case(employee, 130, ("recovered", {"from": iso(125)}), ("leave_recorded", leave))
    assert _status(number) == "open"
    relapsed = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(2))
    assert told(relapsed).startswith("Vastgelegd: Het oude dossier is geëindigd: nieuw dossier ")
    assert (_status(number), counts(number)[0]) == ("gesloten", 1)


def test_a_relapse_within_four_weeks_reported_after_the_closing_opens_the_case_again(hire: Hire) -> None:
    """Recovered 40 days ago, so closed by now; ill again 20 days after recovery, told too late: the same case."""
    number = open_a_case(hire(), 90, ("recovered", {"from": iso(40)}))
    assert _status(number) == "gesloten"
    relapsed = act("Opnieuw uitgevallen", zaaknummer=number, uitgevallen_op=iso(20))
    assert "loopt door" in told(relapsed)
    assert _status(number) == "open"
    assert step(number, "plan_van_aanpak").status in ("open", "te_laat")


def test_a_percentage_never_stops_the_clock(hire: Hire) -> None:
    """Partial work is recorded; no date moves."""
    number = open_a_case(hire(), 20)
    due = step(number, "probleemanalyse").due_on
    changed = act("Percentage wijzigen", zaaknummer=number, percentage=40, vanaf=iso(2))
    assert told(changed) == f"Vastgelegd: Dossier {number}: werkt 40% vanaf 21-11-2026; de termijnen lopen door."
    assert events(number)[-1].data == {"from": iso(2), "percentage": 40}
    assert step(number, "probleemanalyse").due_on == due


def test_an_advice_for_the_second_track_prepares_a_referral(hire: Hire) -> None:
    """After week 8 the first fitting bureau is chosen at once; nothing is made for it before people said yes."""
    number = open_a_case(hire(), 70)
    prepare(number)
    assert counts(number)[2] == 0
    advised = act("Advies bedrijfsarts", zaaknummer=number, spoor="2", advies_van=iso(1))
    assert told(advised) == f"Vastgelegd: Dossier {number}: advies bedrijfsarts van 22-11-2026 (spoor 2)."
    assert counts(number)[2] == 1
    assert "aanmelding_spoor_2" not in {template for template, _ in _versions(number)}
    act("Verwijzing bevestigen", zaaknummer=number)
    act("Verwijzing goedkeuren", zaaknummer=number, door="operator-2")
    assert "aanmelding_spoor_2" in {template for template, _ in _versions(number)}


def test_the_safety_net_is_corrected(hire: Hire) -> None:
    """What the sick report did not say is added later: the report to UWV appears in the plan, and goes again."""
    number = open_a_case(hire(), 2)
    act("Vangnet wijzigen", zaaknummer=number, vangnet="zes_weken")
    assert step(number, "vangnetmelding_zes_weken").status in ("open", "gepland")
    act("Vangnet wijzigen", zaaknummer=number, vangnet="geen")
    assert events(number)[-1].data == {"safety_net": None}
    assert told(act("Vangnet wijzigen", zaaknummer=number, vangnet="geen")).startswith("Geweigerd: ")


def _versions(number: str) -> list[tuple[str, int]]:
    from support.operator_actions import rows

    with session() as reading:
        return [(each.template, each.version) for each in rows(reading, Document, number)]


def _cases_of(employee: Employee) -> list[str]:
    from sqlmodel import select

    from models.tables import Case

    with session() as reading:
        return list(reading.exec(select(Case.number).where(Case.employee_id == employee.id)))


def _status(number: str) -> str:
    with session() as reading:
        return find_case(reading, number).status
