"""Cases change hands: each by itself, with its trace; both are told, and nobody gets what may not be seen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, col, select
from support.desk.desk_cases import ON, assign, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.addressees import contact_in_role
from models.case_lookup import find_case
from models.people.case_roles import begin_planned_roles
from models.tables import Account, Case, Contact, Employer, Message, RoleChange
from models.verification import verify_record

PATH = "/zaken/overdragen"


@pytest.fixture
def numbers(session: Session, make_case: Callable[..., Case]) -> list[str]:
    """Live two cases."""
    return [live_case(session, make_case, days, name=f"Persoon {days}") for days in (20, 40)]


@pytest.fixture
def anna(desk: DeskSite, session: Session, numbers: list[str]) -> Account:
    """Make a casemanager of all employers, whose cases these are."""
    account = desk.account("casemanager", everyone=True)
    assign(session, account, "Anna de Wit", *numbers)
    return account


@pytest.fixture
def bas(desk: DeskSite, session: Session) -> Account:
    """Make a casemanager who sees only the own cases, and is known to the record."""
    account = desk.account("casemanager", email="bas@arbo.test")
    assign(session, account, "Bas Bos")
    return account


def manager(session: Session, number: str) -> str:
    """Return the name of the casemanager of a case."""
    session.expire_all()
    found = contact_in_role(session, find_case(session, number), "casemanager")
    return found.name if found else ""


def offer(client: DeskClient, *numbers: str) -> tuple[list[str], str]:
    """Tick cases in the list; return what the next form holds of them, and what it says."""
    page = client.send_form(PATH, z=list(numbers)).text
    return [part.split('"')[0] for part in page.split('name="z" value="')[1:]], page


def go(client: DeskClient, offered: list[str], account: Account, **more: Any) -> httpx.Response:
    """Hand cases over to the person of an account."""
    person = f"c{account.contact_ids[0]}" if account.contact_ids else f"a{account.id}"
    fields = {"formulier": str(uuid4()), "doe": "overdragen", "vanaf": ON.isoformat(), "collega": person}
    return client.send_form(PATH, **(fields | {"z": offered} | more))


def mails(session: Session) -> list[tuple[str, str]]:
    """List to whom mail about cases that change hands went, and its subject."""
    session.expire_all()
    found = session.exec(
        select(Message)
        .where(col(Message.subject).regexp_match("^Spoorboek: .*(voor u|overgedragen)$"))
        .order_by(col(Message.id))
    )
    return [(mail.recipient, mail.subject) for mail in found]


def test_many_cases_go_at_once_and_back(
    desk: DeskSite, session: Session, anna: Account, bas: Account, numbers: list[str]
) -> None:
    """Ticked in the list, chosen, done: the new one sees them, both are told once, and the same way leads back."""
    client = desk.client_of(anna)
    assert client.get("/zaken").text.count('name="z"') == 2
    offered, page = offer(client, *numbers)
    assert len(offered) == 2
    assert "Bas Bos" in page or bas.name in page
    form = str(uuid4())
    done = go(client, offered, bas, formulier=form)
    assert "2 zaken zijn overgedragen aan Bas Bos." in text_of(done)
    assert [manager(session, number) for number in numbers] == ["Bas Bos"] * 2
    assert mails(session) == [
        (f"{bas.code}@bedrijf.test", "Spoorboek: 2 zaken voor u"),
        (f"{anna.code}@bedrijf.test", "Spoorboek: 2 zaken overgedragen"),
    ]
    again = go(client, offered, bas, formulier=form)
    assert "al overgedragen" in text_of(again)
    assert len(mails(session)) == 2
    body = session.exec(select(Message).where(Message.subject == "Spoorboek: 2 zaken voor u")).one().body
    assert all(number in body for number in numbers)
    assert "Persoon" not in body
    assert desk.client_of(bas).get(f"/zaak/{numbers[0]}").status_code == 200
    changes = session.exec(select(RoleChange).order_by(col(RoleChange.id))).all()
    assert [(each.role, each.actor) for each in changes] == [("casemanager", anna.code)] * 2
    back = [part.split('"')[0] for part in done.text.split('name="z" value="')[1:]]
    former = done.text.split('name="collega" value="')[1].split('"')[0]
    assert "1 zaak is overgedragen aan Anna de Wit." in text_of(go(client, back[:1], anna, collega=former))
    assert verify_record(session) == []


def test_from_a_day_on(desk: DeskSite, session: Session, anna: Account, bas: Account, numbers: list[str]) -> None:
    """For a day to come it is planned and begins that day; a day that passed is refused, with what was typed."""
    client = desk.client_of(anna)
    offered, _ = offer(client, numbers[0])
    later = ON + timedelta(days=7)
    for wrong in ("2026-01-01", "30-02-2026", ""):
        refused = go(client, offered, bas, vanaf=wrong)
        assert refused.status_code == 422
        assert f'value="c{bas.contact_ids[0]}" selected' in refused.text
    assert "vanaf 30 november 2026" in text_of(go(client, offered, bas, vanaf=later.isoformat()))
    assert manager(session, numbers[0]) == "Anna de Wit"
    assert begin_planned_roles(session, later) == numbers[:1]
    session.commit()
    assert manager(session, numbers[0]) == "Bas Bos"


def test_each_case_is_refused_by_itself(desk: DeskSite, session: Session, anna: Account, numbers: list[str]) -> None:
    """Who was given other employers gets none of this one, and it says so; what a colleague did meanwhile stays."""
    other = Employer(code="elders", name="Elders BV")
    session.add(other)
    session.flush()
    closed = desk.account("casemanager", employer_ids=[other.id], email="c@arbo.test")
    fit = desk.account("casemanager", everyone=True, email="d@arbo.test")
    client = desk.client_of(anna)
    offered, _ = offer(client, *numbers)
    refused = go(client, offered, closed)
    assert refused.status_code == 422
    assert "diens account ziet deze werkgever niet" in text_of(refused)
    stale = [f"{numbers[0]}.999999", next(each for each in offered if each.startswith(numbers[1]))]
    done = text_of(go(client, stale, fit))
    assert f"1 zaak is overgedragen aan {fit.name}." in done
    session.expire_all()
    assert desk.client_of(session.get_one(Account, fit.id)).get(f"/zaak/{numbers[1]}").status_code == 200
    assert f": zaak {numbers[0]} is intussen overgedragen; de casemanager is nu Anna de Wit." in done
    assert manager(session, numbers[0]) == "Anna de Wit"


def test_nobody_hands_over_outside_of_permission_and_reach(
    desk: DeskSite, session: Session, anna: Account, bas: Account, numbers: list[str]
) -> None:
    """A role that may not, cases of others, and anybody who was not offered: nothing changes hands."""
    for role in ("hr", "auditor", "leidinggevende", "werkgever"):
        reader = desk.log_in(role, everyone=True)
        assert go(reader, [f"{numbers[0]}.1"], bas).status_code == 403
        assert 'name="z"' not in reader.get("/zaken").text
    stranger = desk.client_of(bas)
    assert "Vink in de lijst eerst" in text_of(go(stranger, [f"{numbers[0]}.{anna.contact_ids[0]}"], bas))
    client = desk.client_of(anna)
    offered, _ = offer(client, *numbers)
    outsider = Contact(code="buiten", name="Buiten", email="buiten@elders.test")
    session.add(outsider)
    session.commit()
    auditor = desk.account("auditor", email="e@arbo.test")
    for chosen in ("", "x", f"c{outsider.id}", f"a{auditor.id}", "a999999999", "c1; drop table"):
        assert go(client, offered, bas, collega=chosen).status_code == 422, chosen
    for z in ([], ["Z-00000"], ["x"], [f"{numbers[0]}.x"]):
        assert client.send_form(PATH, z=z).status_code == 422
    assert client.get(PATH).status_code in (404, 405)
    assert [manager(session, number) for number in numbers] == ["Anna de Wit"] * 2
    assert mails(session) == []


def test_the_list_is_narrowed_by_week_and_stand(
    desk: DeskSite, session: Session, make_case: Callable[..., Case], numbers: list[str]
) -> None:
    """Day 20 is in week 3, day 40 in week 6; who is recovered is found by that; nonsense narrows nothing."""
    gone = live_case(session, make_case, 75, ("recovered", {"from": (ON - timedelta(days=10)).isoformat()}))
    client = desk.log_in("casemanager", everyone=True)

    def found(query: str) -> set[str]:
        page = client.get(f"/zaken?{query}").text
        return {number for number in (*numbers, gone) if f'href="/zaak/{number}"' in page}

    assert found("week_van=3&week_tot=3") == {numbers[0]}
    assert found("week_van=4&week_tot=6") == {numbers[1]}
    assert found("week_tot=6") == set(numbers)
    assert found("week_van=7") == {gone}
    assert found("stand=hersteld") == {gone}
    assert found("stand=vraag") == set()
    assert found("week_van=x&week_tot=-1&stand=onzin") == {*numbers, gone}
