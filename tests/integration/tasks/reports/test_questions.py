"""Questions about an adopted case in the record: one mail, one list per casemanager, and answers that are kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import yaml
from sqlalchemy import func
from sqlmodel import Session, select
from support.command_in_process import Said
from support.outbox_samples import later

from models.addressees import OPERATIONS
from models.case_list import case_lines
from models.edition_history import EditionTexts, put_edition_in_force
from models.record import open_case
from models.tables import SENT, Case, CaseEvent, Contact, Employee, EmployerRole, Message
from models.verification import verify_record
from spoorboek import clock
from spoorboek.outside.yaml_json import parse_yaml
from spoorboek.settings import settings
from spoorboek.statute.editions.edition import (
    Edition,
    read_policy,
    shipped_edition,
    shipped_policy_text,
    shipped_rules_text,
)
from tasks.case_state import read_case_state, store_case_state
from tasks.edition_change import apply_edition
from tasks.effects.perform import perform
from tasks.outbox.mail_queue import send_due

pytestmark = pytest.mark.usefixtures("working_day")

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
Adopt = Callable[[int], Case]
BY = ("--door", "operator-1")


@pytest.fixture
def adopt(make_case: MakeCase, session: Session) -> Adopt:
    """Return a function that adopts today the case of somebody who fell ill so many days ago."""

    def make(sick_days: int) -> Case:
        employee = session.get_one(Employee, make_case().employee_id)
        today = clock.today()
        data = {"first_sick_day": today - timedelta(sick_days), "adopted_on": today}
        case = open_case(session, employee, today, data, "operator-1")
        session.commit()
        return case

    return make


def wake(case: Case) -> None:
    """Carry out what a case asks for, as its run would."""
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)


def mails(session: Session, begin: str = "") -> list[Message]:
    """List the mails whose subject begins so."""
    session.expire_all()
    return [message for message in session.exec(select(Message)) if message.subject.startswith(begin)]


def kinds(session: Session, case: Case) -> list[str]:
    """List the kinds of the events of a case."""
    session.expire_all()
    return [event.kind for event in session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id))]


def older_house() -> tuple[Edition, EditionTexts]:
    """Return the edition of before there was a ladder for questions."""
    data = parse_yaml(shipped_policy_text()) | {"version": "2026.1"}
    del data["questions"], data["choices"]["not_applicable"]
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    rules = shipped_edition().rules
    return Edition(rules, read_policy(text, "huis.yaml", rules)), EditionTexts(shipped_rules_text(), text)


def test_all_questions_of_an_adopted_case_are_one_mail(session: Session, adopt: Adopt) -> None:
    """Each question has its effect, the mail names them all; the list shows the case as late, with its own word."""
    case = adopt(210)
    wake(case)
    (mail,) = [each for each in mails(session, case.number) if "vragen" in each.subject]
    assert mail.subject == f"{case.number} · 3 vragen over wat al gedaan was"
    assert "- Probleemanalyse: week 6, uiterlijk " in mail.body
    (line,) = [each for each in case_lines(session, late=True) if each.number == case.number]
    assert (line.step, line.step_status, line.late, line.unanswered) == ("probleemanalyse", "vraag", True, True)


def test_the_list_says_which_case_is_unanswered(typed: Typed, adopt: Adopt) -> None:
    """`case list --late` has it, marked by its word; once it is answered it is gone from there."""
    case = adopt(210)
    wake(case)
    said = typed("case", "list", "--late").out
    assert case.number in said
    assert "onbeantwoord" in said
    for key in ("probleemanalyse", "plan_van_aanpak"):
        answered = typed("step", "answer", case.number, key, "niet-van-toepassing", "--reason", "onderbroken", *BY)
        assert (answered.code, answered.err) == (0, "")
    wake(case)
    assert typed("case", "list", "--late").out.startswith("Geen enkele zaak is te laat.\n"), typed("mail", "list").out


def test_the_three_answers(typed: Typed, adopt: Adopt, session: Session) -> None:
    """Done on a day, not done, not applicable: each is one event and one sentence that says what follows."""
    case = adopt(210)
    wake(case)
    first = clock.today() - timedelta(210)
    words = "step", "answer", case.number
    done = typed(*words, "ziekmelding_arbodienst", "gedaan", "--on", first + timedelta(1), *BY)
    assert f"van dossier {case.number} is gedaan op {first + timedelta(1):%d-%m-%Y}." in done.out
    undone = typed(*words, "probleemanalyse", "niet_gedaan", *BY)
    late = first + timedelta(42)
    assert f"Probleemanalyse van dossier {case.number} is niet gedaan; " in undone.out
    assert f"de stap staat open, en te laat sinds {late:%d-%m-%Y}." in undone.out
    waived = typed(*words, "plan_van_aanpak", "niet_van_toepassing", "--reason", "vrijgesteld_door_uwv", *BY)
    assert "is niet van toepassing: UWV stelde hiervan vrij." in waived.out
    assert kinds(session, case)[1:] == ["step_done", "step_not_done", "step_not_applicable"]
    wake(case)
    states = {state.ref.key: state for state in read_case_state(case.number).agenda.steps if state.ref.occurrence == 1}
    assert (states["probleemanalyse"].status, states["plan_van_aanpak"].status) == ("te_laat", "vervallen")
    changed = typed(*words, "probleemanalyse", "niet_van_toepassing", "--reason", "onderbroken", *BY)
    assert changed.code == 0
    assert read_case_state(case.number).agenda.next_wake is not None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("probleemanalyse", "gedaan"), "Bij het antwoord 'gedaan' ontbreekt een datum. Vul die in."),
        (("probleemanalyse", "niet_gedaan", "--on", "01-01-2026"), "hoort geen datum. Laat die leeg."),
        (("probleemanalyse", "niet_van_toepassing"), "ontbreekt een reden"),
        (("probleemanalyse", "niet_gedaan", "--reason", "onderbroken"), "hoort geen reden"),
        (("probleemanalyse", "niet_van_toepassing", "--reason", "zin"), "Onbekende code 'zin'. Kies uit:"),
        (("probleemanalyse", "misschien"), "Onbekend antwoord 'misschien'. Bekend zijn: gedaan, niet_gedaan, "),
        (("probleemanalyse", "gedaan", "--on", "01-01-2099"), "ligt in de toekomst"),
        (("melding_42_weken", "niet_gedaan"), "is nog niet open; die opent op"),
        (("start_spoor_2", "niet_gedaan"), "staat op 'open'"),
        (("start_spoor_2", "niet_van_toepassing", "--reason", "onderbroken"), "staat op 'open'"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    typed: Typed, adopt: Adopt, session: Session, words: tuple[str, ...], told: str
) -> None:
    """One message that says what was expected, exit code 2, and nothing recorded."""
    case = adopt(210)
    wake(case)
    said = typed("step", "answer", case.number, *words, *BY)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert kinds(session, case) == ["sick_reported"]


def test_whatever_was_not_done_can_be_made(typed: Typed, adopt: Adopt, session: Session) -> None:
    """Late in the second year nothing was done: every step opens with its documents, also about days that passed."""
    case = adopt(715)
    wake(case)
    asked = [state.ref.key for state in read_case_state(case.number).agenda.steps if state.unanswered]
    assert {"probleemanalyse", "wia_aanvraag", "re_integratieverslag", "start_spoor_2"} <= set(asked)
    for key in asked:
        assert typed("step", "answer", case.number, key, "niet_gedaan", *BY).code == 0
    wake(case)
    after = read_case_state(case.number)
    assert after.actions == ()
    assert {state.ref.key for state in after.agenda.steps if state.status == "te_laat"} >= set(asked)
    made = {key.name for key in after.record.effects if key.kind == "document"}
    assert {"verzoek_probleemanalyse", "plan_van_aanpak", "re_integratieverslag", "wia_informatie"} <= made


def test_the_first_look_is_one_list_per_casemanager(
    session: Session, adopt: Adopt, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Two adopted cases of one employer, one new case: applying the policy mails one list and no rung that day."""
    monkeypatch.setattr(settings(), "home", tmp_path)
    put_edition_in_force(session, *older_house(), clock.today(), "spoorboek")
    session.commit()
    cases = [adopt(210), adopt(300)]
    for case in cases:
        wake(case)
    before = session.exec(select(func.count()).select_from(Message)).one()
    contact = Contact(code="cm-1", name="I. de Boer", email="iris@bakkerij.nl")
    session.add(contact)
    session.flush()
    employer = session.get_one(Employee, cases[0].employee_id).employer_id
    session.add(EmployerRole(employer_id=employer, role="casemanager", contact_id=contact.id))
    session.commit()
    changed = apply_edition(shipped_edition(), EditionTexts(shipped_rules_text(), shipped_policy_text()), "operator-1")
    assert {each.number for each in changed} == {case.number for case in cases}
    (listed,) = mails(session, "Spoorboek · ")
    assert (listed.to_role, listed.recipient, listed.case_id) == ("casemanager", "iris@bakkerij.nl", None)
    assert all(f"- {case.number}: Probleemanalyse" in listed.body for case in cases)
    for case in cases:
        wake(case)
    assert session.exec(select(func.count()).select_from(Message)).one() == before + 1
    coming = read_case_state(cases[0].number).agenda.next_wake
    assert coming is not None
    assert coming <= clock.today() + timedelta(7)
    send_due(later(31))
    session.expire_all()
    assert {message.status for message in session.exec(select(Message))} == {SENT}
    assert verify_record(session) == []


def test_without_a_casemanager_operations_gets_the_list(session: Session, adopt: Adopt) -> None:
    """So that it is not read by nobody; a case without questions is not in it, and gets no event."""
    put_edition_in_force(session, *older_house(), clock.today(), "spoorboek")
    session.commit()
    asked, fresh = adopt(210), adopt(1)
    wake(asked)
    changed = apply_edition(shipped_edition(), EditionTexts(shipped_rules_text(), shipped_policy_text()), "operator-1")
    assert [each.number for each in changed] == [asked.number]
    (listed,) = mails(session, "Spoorboek · ")
    assert listed.recipient_name.casefold() == OPERATIONS
    assert fresh.number not in listed.body
    assert "rules_changed" not in kinds(session, fresh)
