"""What can be done in a row of the work of a day: a reminder, an answer, the reason of a date; and who is recovered."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from support.desk.adopted_cases import adopt_case
from support.desk.desk_cases import ON, Told, live_case, wake_by_hand
from support.desk_site import DeskClient, DeskSite, text_of

from models.case_lookup import find_case
from models.tables import Case, CaseEffect, CaseEvent, CaseRole, Contact, DigestLine, Message
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from tasks.case_state import case_state_in
from tasks.outbox.overtaken import is_overtaken
from tasks.reports.report_wording import effect_sentence

MakeCase = Callable[..., Case]
STEP, PLAN = "probleemanalyse", "plan_van_aanpak"


def give_role(session: Session, number: str, role: str, name: str) -> None:
    """Give somebody a role in a case."""
    contact = Contact(code=f"{role}-1", name=name, email=f"{role}@bedrijf.test")
    session.add(contact)
    session.flush()
    session.add(CaseRole(case_id=find_case(session, number).id, role=role, contact_id=contact.id))
    session.commit()


def remind(client: DeskClient, number: str, step: str, form: str = "") -> object:
    """Send the form of a reminder."""
    fields = {"formulier": form or str(uuid4()), "terug": "/vandaag?wie=team"}
    return client.send_form(f"/zaak/{number}/herinneren/{step}/1", **fields)


def reminders(session: Session, number: str) -> list[tuple[str, str, str, str]]:
    """List the mails that somebody asked for: to whom, address, subject, and by whom."""
    session.expire_all()
    query = select(Message, CaseEffect).join(CaseEffect, col(CaseEffect.id) == col(Message.effect_id))
    query = query.where(CaseEffect.case_id == find_case(session, number).id, col(CaseEffect.name).startswith("hand"))
    rows = session.exec(query.order_by(col(Message.id))).all()
    return [(mail.to_role, mail.recipient, mail.subject, effect.detail["by"]) for mail, effect in rows]


def test_who_has_to_act_is_reminded_once_a_day(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """By a mail each, alone and at once; recorded with who asked; again the next day; nothing when it is done."""
    number = live_case(session, make_case, 40, ("step_done", {"step": STEP, "occurrence": 1, "on": "2026-11-16"}))
    account = desk.account("casemanager", everyone=True)
    client, form = desk.client_of(account), str(uuid4())
    nobody = remind(client, number, PLAN)
    assert nobody.status_code == 422
    assert "werknemer is geen e-mailadres bekend" in text_of(nobody)
    give_role(session, number, "leidinggevende", "Leo Leider")
    assert "Leo Leider" in text_of(client.get("/vandaag?wie=team"))
    answer = remind(client, number, PLAN, form)
    assert answer.status_code == 303
    page = text_of(client.get(answer.headers["location"]))
    assert "Herinnering aan leidinggevende: Plan van aanpak" in page
    assert "herinnerd op 23-11-2026" in page
    sent = reminders(session, number)
    assert sent == [("leidinggevende", "leidinggevende@bedrijf.test", sent[0][2], account.code)]
    assert sent[0][2].startswith(f"{number} · Herinnering: Plan van aanpak")
    current = case_state_in(session, number)
    asked = next(effect for key, effect in current.record.effects.items() if key.name == "hand:leidinggevende")
    assert effect_sentence(current, asked).endswith(f"de uiterste datum, op verzoek van {account.code}")
    mail = session.exec(select(Message).where(Message.recipient.is_not(None)).order_by(col(Message.id).desc())).first()
    assert mail is not None
    assert session.exec(select(DigestLine).where(DigestLine.mail_id == mail.id)).first() is None
    assert "Dit was al vastgelegd" in text_of(client.get(remind(client, number, PLAN, form).headers["location"]))
    again = remind(desk.log_in("casemanager", everyone=True), number, PLAN)
    assert f"Vandaag is hier al aan herinnerd, door {account.code}" in text_of(again)
    assert len(reminders(session, number)) == 1
    assert is_overtaken(session, mail.id) is False
    set_virtual_day(session, ON + timedelta(days=1))
    session.commit()
    wake_by_hand(number)
    assert remind(client, number, PLAN).status_code == 303
    assert len(reminders(session, number)) == 2
    done = {"formulier": str(uuid4()), "actie": "gedaan", "datum": ON.isoformat()}
    assert client.send_form(f"/zaak/{number}/stap/{PLAN}/1", **done).status_code == 303
    assert is_overtaken(session, mail.id) is True
    assert "niets om aan te herinneren" in text_of(remind(client, number, PLAN))
    assert verify_record(session) == []


def test_outsiders_are_reminded_of_what_was_asked(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """The bedrijfsarts hears of the request with its day; of a step that is late the mail says that the day passed."""
    number = live_case(session, make_case, 60, email="tina@huis.test")
    give_role(session, number, "bedrijfsarts", "Bram Arts")
    client = desk.log_in("casemanager", everyone=True)
    assert remind(client, number, STEP).status_code == 303
    assert remind(client, number, PLAN).status_code == 303
    session.expire_all()
    mails = session.exec(select(Message).order_by(col(Message.id))).all()
    bodies = {mail.to_role: (mail.subject, mail.body) for mail in mails[-2:]}
    assert "Wij wachten op de uitkomst van ons verzoek" in bodies["bedrijfsarts"][1]
    assert "Wilt u dit alsnog doen?" in bodies["werknemer"][1]
    assert "was de laatste dag hiervoor" in bodies["werknemer"][1]
    for said in ("-4 dagen", "Over -"):
        assert said not in bodies["werknemer"][1]


def test_nobody_reminds_outside_of_permission_and_reach(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """A role that records nothing, a case of another, a made-up step: no mail, and nothing recorded."""
    number = live_case(session, make_case, 40)
    give_role(session, number, "leidinggevende", "Leo Leider")
    assert remind(desk.log_in("auditor", everyone=True), number, STEP).status_code == 403
    assert remind(desk.log_in("casemanager"), number, STEP).status_code == 404
    client = desk.log_in("casemanager", everyone=True)
    for step in ("bestaat_niet", "plan_van_aanpak/../x", "wia_aanvraag"):
        assert remind(client, number, step).status_code in (404, 422)
    assert client.get(f"/zaak/{number}/herinneren/{STEP}/1").status_code in (404, 405)
    assert reminders(session, number) == []


def test_a_question_is_answered_in_its_row(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Not done, or not needed with why; a colleague who comes second is told by whom and what."""
    number = adopt_case(session, make_case)
    account = desk.account("casemanager", everyone=True)
    client = desk.client_of(account)
    page = client.get("/vandaag?wie=team").text
    assert f'action="/zaak/{number}/vraag/{STEP}/1"' in page
    assert 'href="/overname?wie=team"' in page
    form = page.partition(f'action="/zaak/{number}/stap/{STEP}/1"')[2].partition("</form>")[0]
    assert 'name="datum" max=' in form, "no day is filled in for what was done before"
    fields = {"formulier": str(uuid4()), "terug": "/vandaag?wie=team", "antwoord": "nvt:onderbroken"}
    wrong = client.send_form(f"/zaak/{number}/vraag/{STEP}/1", **(fields | {"antwoord": "nvt:zomaar"}))
    assert (wrong.status_code, "Onbekende reden" in text_of(wrong)) == (422, True)
    answer = client.send_form(f"/zaak/{number}/vraag/{STEP}/1", **fields)
    assert answer.headers["location"] == f"/vandaag?wie=team&vastgelegd={number}.2"
    other = desk.log_in("hr", everyone=True)
    late = other.send_form(
        f"/zaak/{number}/vraag/{STEP}/1", formulier=str(uuid4()), antwoord="niet_gedaan", terug="/vandaag"
    )
    assert late.status_code == 422
    assert f"Het laatst vastgelegd, door {account.code}" in text_of(late)
    session.expire_all()
    kinds = session.exec(select(CaseEvent.kind).where(CaseEvent.case_id == find_case(session, number).id)).all()
    assert sorted(kinds) == ["sick_reported", "step_not_applicable"]


def test_what_another_did_meanwhile_is_told(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """Two people have the same row before them: the second is told what the first recorded, and can then go on."""
    number = live_case(session, make_case, 40)
    first, second = desk.account("casemanager", everyone=True), desk.log_in("casemanager", everyone=True)
    row = {"actie": "uitstellen", "reden": "in_overleg", "versie": "1"}
    one = {**row, "datum": "2026-11-24", "formulier": str(uuid4())}
    assert desk.client_of(first).send_form(f"/zaak/{number}/stap/{STEP}/1", **one).status_code == 303
    other = {**row, "datum": "2026-11-23", "formulier": str(uuid4())}
    told = second.send_form(f"/zaak/{number}/stap/{STEP}/1", **(other | {"datum": "2026-11-25"}))
    assert told.status_code == 422
    assert f"Een ander was u voor. Het laatst vastgelegd, door {first.code}" in text_of(told)
    assert 'name="versie" value="2"' in told.text
    for hostile in ("", "-1", "x", "9" * 30):
        again = second.send_form(
            f"/zaak/{number}/stap/{STEP}/1", **(other | {"versie": hostile, "actie": "gedaan", "datum": "2999-01-01"})
        )
        assert again.status_code == 422


RECOVERED, RELAPSED = ((ON - timedelta(days=days)).isoformat() for days in (19, 8))


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ((), True),
        ((("recovered", {"from": RECOVERED}),), False),
        ((("recovered", {"from": RECOVERED}), ("relapsed", {"on": RELAPSED})), True),
    ],
)
def test_a_step_that_waits_for_a_recovery_is_no_work_today(
    desk: DeskSite, session: Session, make_case: MakeCase, told: tuple[Told, ...], left: bool
) -> None:
    """Open and late steps of somebody who is recovered are no work; they are again when the person falls ill."""
    live_case(session, make_case, 75, *told, name="Ria Recovery")
    page = desk.log_in("casemanager", everyone=True).get("/vandaag?wie=team").text
    assert (f"/stap/{PLAN}/1" in page) is left


def test_a_report_that_is_still_due_after_a_recovery_stays(
    desk: DeskSite, session: Session, make_case: MakeCase
) -> None:
    """What has to be told to UWV because of the recovery is work, whatever else waits."""
    first = ON - timedelta(days=60)
    told: tuple[Told, ...] = (
        ("safety_net_set", {"safety_net": "vierde_dag", "from": first.isoformat()}),
        ("recovered", {"from": (ON - timedelta(days=5)).isoformat()}),
    )
    live_case(session, make_case, 60, *told, name="Ria Recovery")
    page = desk.log_in("casemanager", everyone=True).get("/vandaag?wie=team").text
    assert [f"/stap/{step}/1" in page for step in (PLAN, "vangnet_hersteldmelding")] == [False, True]


def test_the_reason_of_a_date_is_one_click_away(desk: DeskSite, session: Session, make_case: MakeCase) -> None:
    """The row leads to the page with the sum, and that page back to the list."""
    number = live_case(session, make_case, 40)
    client = desk.log_in("casemanager", everyone=True)
    link = f"/zaak/{number}/stap/{STEP}/1?terug=/vandaag%3Fwie%3Dteam"
    assert f'href="{link}#waarom"' in client.get("/vandaag?wie=team").text
    assert 'href="/vandaag?wie=team"' in client.get(link).text
