"""Editions in the record: shown before they are applied, applied once and for all, readable for ever."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import yaml
from sqlalchemy import inspect, text
from sqlmodel import Session, select

from models.connection import CaseBusyError, advisory_lock, case_engine, session, wait_for_wakes
from models.edition_history import EditionTexts, edition_history, edition_in_force, edition_text, put_edition_in_force
from models.record import append_event, close_case, write_effect
from models.schema import check_database
from models.tables import RULES, Case, CaseEvent, EditionInForce, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from models.waiting_times import policy_with_learned_leads
from spoorboek.errors import InputError, NotInOrder, PlatformError
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    read_rules,
    shipped_edition,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.editions.what_if import Supposition, what_if
from tasks.case_state import case_state_in
from tasks.edition_change import apply_edition, edition_proposals
from tasks.effects.mails import mail_retraction

D = date(2026, 1, 5)
MakeCase = Callable[..., Case]
Change = Callable[[dict[str, Any]], Any]


def day(offset: int) -> date:
    """Return the day so many days after the first sick day."""
    return D + timedelta(offset)


def written(change: Change, version: str = "2027-01-01") -> tuple[Edition, EditionTexts]:
    """Write rules in which `change` altered the milestones, beside the shipped house policy."""
    data = parse_yaml(shipped_rules_text()) | {"version": version}
    change(data["milestones"])
    texts = EditionTexts(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), shipped_policy_text())
    rules = read_rules(texts.rules, "regels.yaml")
    return Edition(rules, read_policy(texts.house, "huis.yaml", rules)), texts


def eight_weeks(rows: dict[str, Any]) -> None:
    """Give the problem analysis eight weeks."""
    rows["probleemanalyse"] |= {"target": "D + 55", "due": "D + 56"}


def five_weeks(rows: dict[str, Any]) -> None:
    """Give the problem analysis five weeks."""
    rows["probleemanalyse"] |= {"target": "D + 34", "due": "D + 35"}


def live(writing: Session, case: Case, until: int, done: dict[int, str] | None = None) -> None:
    """Wake a case every day up to a day and keep what was done, without letters."""
    for offset in range(until + 1):
        set_virtual_day(writing, day(offset))
        if key := (done or {}).get(offset):
            told = {"step": key, "occurrence": 1, "on": day(offset), "evidence": None}
            append_event(writing, case, "step_done", day(offset), told, "operator-1")
        while actions := case_state_in(writing, case.number).actions:
            for action in actions:
                write_effect(writing, case, action)
    writing.commit()


def counts() -> dict[str, int]:
    """Count the rows of every table."""
    with case_engine().connect() as connection:
        tables = inspect(connection).get_table_names()
        return {name: connection.execute(text(f'select count(*) from "{name}"')).scalar_one() for name in tables}


def changed_events(reading: Session) -> list[CaseEvent]:
    """List the events that rules changed."""
    return list(reading.exec(select(CaseEvent).where(CaseEvent.kind == "rules_changed")))


def test_a_new_database_runs_on_the_edition_of_the_product(session: Session) -> None:
    """The shipped edition is in force, with its texts, from the first migration on."""
    assert edition_in_force(session) is not None
    assert edition_in_force(session).names == shipped_edition().names
    assert [(row[1], row[3]) for row in edition_history(session)] == [(shipped_edition().rules.version, "spoorboek")]
    assert edition_text(session, RULES, shipped_edition().rules.version) == shipped_rules_text()


def test_showing_what_would_change_writes_nothing(session: Session, make_case: MakeCase) -> None:
    """Every open case is listed with what moves; not a row is different afterwards."""
    cases = [make_case(D), make_case(day(-400))]
    live(session, cases[0], 20)
    before = counts()
    found = {each.number: each for each in edition_proposals(session, written(eight_weeks)[0])}
    assert found.keys() == {case.number for case in cases}
    assert {change.ref.key for change in found[cases[0].number].migration.changes} >= {"probleemanalyse"}  # type: ignore[union-attr]
    assert counts() == before


def test_applying_leaves_one_reasoned_event_per_changed_case(session: Session, make_case: MakeCase) -> None:
    """A case that moves gets its event and its new dates; a closed one is left alone; the chains stay whole."""
    moving, closed = make_case(D), make_case(D)
    close_case(session, closed, D)
    session.commit()
    live(session, moving, 20)
    new, texts = written(eight_weeks)
    assert [each.number for each in apply_edition(new, texts, "operator-1")] == [moving.number]
    session.expire_all()
    (event,) = changed_events(session)
    assert (event.case_id, event.actor, event.on_day) == (moving.id, "operator-1", day(20))
    assert event.data["to"] == {"rules": "2027-01-01", "house": shipped_edition().house.version}
    assert all(change["why"] for change in event.data["changes"])
    here = case_state_in(session, moving.number)
    assert (here.plan.rules, here.plan.milestone("probleemanalyse").due_on) == ("2027-01-01", day(56))
    assert verify_record(session) == []


def test_what_is_done_keeps_its_dates_in_the_record(session: Session, make_case: MakeCase) -> None:
    """Done under six weeks, judged by six weeks, also when it is read back from the database."""
    case = make_case(D)
    live(session, case, 45, {40: "probleemanalyse"})
    apply_edition(*written(eight_weeks), "operator-1")
    session.expire_all()
    milestone = case_state_in(session, case.number).plan.milestone("probleemanalyse")
    assert (milestone.due_on, milestone.status) == (day(42), "gedaan")
    (event,) = changed_events(session)
    assert [item["step"] for item in event.data["kept"]] == ["probleemanalyse"]


def test_what_people_were_told_is_taken_back_by_mail_once(session: Session, make_case: MakeCase) -> None:
    """The next wake withdraws the reminders that became wrong; one mail says what holds now."""
    case = make_case(D)
    live(session, case, 39)
    apply_edition(*written(eight_weeks), "operator-1")
    session.expire_all()
    here = case_state_in(session, case.number)
    taken = [action for action in here.actions if action.kind == "withdrawal"]
    for action in taken:
        effect = write_effect(session, case, action)
        assert effect is not None
        mail_retraction(session, case, effect, here, action)
    session.commit()
    assert [action.name for action in taken] == ["reminder:streef-7", "reminder:uiterlijk-3"]
    (mail,) = session.exec(select(Message)).all()
    assert "geldt voor deze stap 2 maart 2026" in " ".join(mail.body.split())
    assert not [action for action in case_state_in(session, case.number).actions if action.kind == "withdrawal"]


def test_nothing_fires_twice_after_applying(session: Session, make_case: MakeCase) -> None:
    """Lived on under the new rules: every effect key is in the record once (the database would refuse a second)."""
    case = make_case(D)
    live(session, case, 40)
    apply_edition(*written(eight_weeks), "operator-1")
    session.expire_all()
    live(session, case, 60)
    here = case_state_in(session, case.number)
    opened = [key for key in here.record.effects if key.step == "probleemanalyse" and key.kind in ("open", "document")]
    assert len(opened) == len(set(opened)) == 3
    assert verify_record(session) == []


def test_a_step_late_at_once_stops_everything_until_it_is_accepted(session: Session, make_case: MakeCase) -> None:
    """Nothing is written by the refusal; accepted, it is applied."""
    case = make_case(D)
    live(session, case, 38)
    before = counts()
    with pytest.raises(NotInOrder, match=rf"{case.number}: probleemanalyse"):
        apply_edition(*written(five_weeks), "operator-1")
    assert counts() == before
    assert len(apply_edition(*written(five_weeks), "operator-1", accept_late=True)) == 1


def test_a_case_that_does_not_fit_stops_everything(session: Session, make_case: MakeCase) -> None:
    """Rules that were no law when a case began are refused for all cases, naming the case."""
    case = make_case(D)

    def only_later(rows: dict[str, Any]) -> None:
        rows["probleemanalyse"]["valid_from"] = date(2027, 1, 1)

    new, texts = written(only_later)
    (found,) = list(edition_proposals(session, new))
    assert "geldt voor wie ziek werd vanaf 1 januari 2027" in str(found.problem)
    before = counts()
    with pytest.raises(NotInOrder, match=case.number):
        apply_edition(new, texts, "operator-1")
    assert counts() == before


def test_a_step_or_document_the_product_does_not_know_is_refused(session: Session) -> None:
    """Nobody could report such a step done, no template makes such a document: refused before anything is shown."""
    new, texts = written(lambda rows: rows.update(halfjaargesprek=rows["eerstejaarsevaluatie"]))
    for refused in (lambda: list(edition_proposals(session, new)), lambda: apply_edition(new, texts, "operator-1")):
        with pytest.raises(InputError, match=r"halfjaargesprek kent deze versie van Spoorboek niet"):
            refused()
    strange = shipped_policy_text().replace("documents:\n", "documents:\n  kaartje: Een kaartje\n", 1)
    with pytest.raises(InputError, match=r"voor kaartje is geen sjabloon"):
        list(
            edition_proposals(
                session, Edition(shipped_edition().rules, read_policy(strange, "huis.yaml", shipped_edition().rules))
            )
        )


def test_a_version_is_one_text(session: Session, make_case: MakeCase) -> None:
    """The same version with other contents is refused; a version applied again after another is not."""
    make_case(D)
    apply_edition(*written(eight_weeks), "operator-1")
    with pytest.raises(InputError, match="2027-01-01 is al bekend met een andere inhoud"):
        apply_edition(*written(five_weeks), "operator-1")
    apply_edition(shipped_edition(), EditionTexts(shipped_rules_text(), shipped_policy_text()), "operator-1")
    apply_edition(*written(eight_weeks), "operator-1")
    assert [row[1] for row in edition_history(session)] == [shipped_edition().rules.version, "2027-01-01"] * 2


def test_an_earlier_version_can_always_be_planned_with_again(session: Session, make_case: MakeCase) -> None:
    """The text of then gives the plan of then."""
    case = make_case(D)
    apply_edition(*written(eight_weeks), "operator-1")
    old = edition_text(session, RULES, shipped_edition().rules.version)
    assert old is not None
    facts = case_state_in(session, case.number).plan.facts
    outcome = what_if(facts, Supposition(), edition_in_force(session).rules, read_rules(old, "toen"))
    assert outcome.after.milestone("probleemanalyse").due_on == day(42)


def test_no_case_is_awake_while_rules_come_into_force(database_url: str) -> None:
    """Who holds a case keeps the rules as they are; who changes them keeps every case asleep."""
    with advisory_lock("Z-AB0CD"), session() as writing, pytest.raises(CaseBusyError):
        wait_for_wakes(writing, seconds=0.2)
    with session() as writing:
        wait_for_wakes(writing)
        refused: list[Exception] = []

        def wake() -> None:
            try:
                with advisory_lock("Z-AB0CD", wait_seconds=0.2):
                    refused.append(AssertionError("it woke"))
            except CaseBusyError as error:
                refused.append(error)

        woken = Thread(target=wake)
        woken.start()
        woken.join()
        assert isinstance(refused[0], CaseBusyError)


def test_rules_the_product_cannot_read_are_told_at_start(session: Session) -> None:
    """A product that went back a version says so before it plans anything."""
    new, texts = written(eight_weeks)
    put_edition_in_force(session, new, texts._replace(rules="version: '2027-01-01'"), D, "operator-1")
    session.commit()
    with pytest.raises(PlatformError, match=r"Start de vorige versie"):
        check_database()


@pytest.mark.parametrize("statement", ["delete from edition_text", "update edition_in_force set rules = 'x'"])
def test_what_was_in_force_cannot_be_rewritten(session: Session, owner_session: Session, statement: str) -> None:
    """Editions are only ever added: the application has no right to more, and the owner is refused by the trigger."""
    with pytest.raises(Exception, match="permission denied"):
        session.execute(text(statement))
    with pytest.raises(Exception, match="alleen aan te vullen"):
        owner_session.execute(text(statement))


def test_the_record_teaches_how_long_others_take(session: Session, make_case: MakeCase) -> None:
    """Six analyses that took 24 days of which 18 working days: the house's ten days give way to what was seen."""
    for _ in range(6):
        live(session, make_case(D), 38, {38: "probleemanalyse"})
    policy = policy_with_learned_leads(session, shipped_edition().house, day(60))
    lead = policy.step("probleemanalyse").lead
    assert lead is not None
    assert (lead.days, lead.unit, lead.observations) == (18, "working", 6)
    assert policy.lead_times["bureau"] == shipped_edition().house.lead_times["bureau"]


def test_in_a_time_lapse_nothing_is_learned(session: Session, make_case: MakeCase) -> None:
    """Invented waiting times teach nothing, so that every story goes as its simulation says."""
    cases = [make_case(D) for _ in range(6)]
    for case in cases:
        live(session, case, 38, {38: "probleemanalyse"})
    lead = case_state_in(session, cases[0].number).edition.house.step("probleemanalyse").lead
    assert lead == shipped_edition().house.step("probleemanalyse").lead


def test_only_one_row_says_what_is_in_force(session: Session, make_case: MakeCase) -> None:
    """The newest row counts, whatever else changed."""
    make_case(D)
    apply_edition(*written(eight_weeks), "operator-1")
    assert session.exec(select(EditionInForce)).all()[-1].rules == edition_in_force(session).names.rules == "2027-01-01"
