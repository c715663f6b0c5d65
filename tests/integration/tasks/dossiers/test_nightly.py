"""The check of every night: a baseline in one list, new findings once on each rung, what is repaired is closed."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, func, select

from models.connection import try_lock
from models.destruction import destroy_case
from models.record import append_event, close_case
from models.tables import Case, CaseRole, Contact, Message, RivCheck, RivFinding
from models.virtual_calendar import set_virtual_day
from tasks.dossiers.keeping import repaired_findings
from tasks.dossiers.nightly import LOCK, CheckRound, check_every_dossier
from tasks.views.person_access.person_export import DATA_FILE, export_person

MakeCase = Callable[..., Case]
FIRST = date(2026, 1, 5)
MONDAY = date(2026, 3, 16)  # ten weeks later: no analysis, and no plan
NAME = "Tamar Kanarie"


def checked(session: Session, on: date) -> CheckRound:
    """Check all dossiers on a day."""
    set_virtual_day(session, on)
    session.commit()
    done = check_every_dossier()
    session.expire_all()
    assert done is not None
    return done


def mails(session: Session) -> list[Message]:
    """Return the mails about dossiers, the oldest first."""
    found = session.exec(select(Message).order_by("id")).all()
    return [each for each in found if each.message_id.startswith("<riv")]


def said(mail: Message) -> str:
    """Return the body of a mail on one line."""
    return " ".join(mail.body.split())


def standing(session: Session) -> list[str]:
    """Return the codes of the findings that stand."""
    rows = session.exec(select(RivFinding).order_by("id"))
    return [each.code for each in rows if each.closed_on is None]


def managed(session: Session, case: Case, code: str, role: str = "casemanager") -> Contact:
    """Give a case a contact in a role."""
    known = session.exec(select(Contact).where(Contact.code == code)).first()
    contact = known or Contact(code=code, name="P. Kanarie", email=f"{code}@kanarie.test")
    session.add(contact)
    session.flush()
    session.add(CaseRole(case_id=case.id, role=role, contact_id=contact.id))
    session.commit()
    return contact


def report(session: Session, case: Case, step: str, on: date) -> None:
    """Report that a step was done."""
    data = {"step": step, "occurrence": 1, "on": on, "evidence": None}
    append_event(session, case, "step_done", on, data, "operator-1")
    session.commit()


def test_the_first_check_is_one_list_for_each_casemanager(session: Session, make_case: MakeCase) -> None:
    """Of forty cases that ran already each casemanager gets one mail, without names, and nobody else gets any."""
    for number in range(40):
        managed(session, make_case(FIRST, name=NAME), f"cm-{number % 2}")
    done = checked(session, MONDAY)
    assert (done.cases, done.mails) == (40, 2)
    first, second = mails(session)
    assert {first.recipient, second.recipient} == {"cm-0@kanarie.test", "cm-1@kanarie.test"}
    assert "20 dossiers" in said(first)
    assert "Er is geen probleemanalyse" in said(first)
    assert NAME not in first.body + first.subject
    for days in (1, 14, 28, 60):
        checked(session, MONDAY + timedelta(days))
    firsts = [each for each in session.exec(select(RivFinding)) if each.baseline]
    assert all(each.rung == 0 for each in firsts)
    assert not [each for each in mails(session)[2:] if "geen probleemanalyse" in said(each)]


def test_a_case_that_comes_later_has_its_own_first_check(session: Session, make_case: MakeCase) -> None:
    """An adopted case with a past is a baseline too; a fresh one has nothing, and then all it finds is new."""
    fresh = make_case(MONDAY - timedelta(3))
    checked(session, MONDAY)
    make_case(FIRST)
    done = checked(session, MONDAY + timedelta(1))
    assert done.mails == 1
    assert mails(session)[-1].message_id.startswith("<riv-lijst.")
    rows = session.exec(select(RivCheck)).all()
    assert len(rows) == 2
    late = MONDAY - timedelta(3) + timedelta(43)
    assert not checked(session, late - timedelta(1)).found
    done = checked(session, late)
    assert done.found >= 1
    assert not [each for each in session.exec(select(RivFinding)) if each.case_id == fresh.id and each.baseline]


def test_a_new_finding_climbs_once(session: Session, make_case: MakeCase) -> None:
    """A finding without a step that reminds by itself goes to casemanager, leidinggevende and HR, once each."""
    case = make_case(FIRST)
    for role in ("casemanager", "leidinggevende", "hr"):
        managed(session, case, f"cm-{role}", role)
    checked(session, FIRST)
    report(session, case, "probleemanalyse", date(2026, 2, 9))
    report(session, case, "plan_van_aanpak", date(2026, 2, 16))
    found_on = date(2026, 2, 24)  # two weeks after the analysis its paper is not there
    assert checked(session, found_on).found == 1
    assert standing(session) == ["geen_stuk"]
    told = [found_on + timedelta(days) for days in range(40)]
    for day in told:
        checked(session, day)
        checked(session, day)
    about = [each for each in mails(session) if "bij probleemanalyse" in said(each)]
    assert [each.to_role for each in about] == ["casemanager", "leidinggevende", "hr"]
    assert "nieuw" in about[0].subject
    assert "nog niet hersteld" in about[1].subject


def test_what_a_step_watches_over_is_told_once(session: Session, make_case: MakeCase) -> None:
    """A missing analysis has its own reminders and ladder, so the finding starts no second one."""
    case = make_case(FIRST)
    managed(session, case, "cm-1")
    checked(session, FIRST)
    for days in range(40, 90):
        checked(session, FIRST + timedelta(days))
    about = [each for each in mails(session) if "geen probleemanalyse" in said(each)]
    assert [each.to_role for each in about] == ["casemanager"]


def test_what_is_repaired_is_closed_and_what_comes_back_is_new(session: Session, make_case: MakeCase) -> None:
    """The finding keeps the day on which it was repaired; found again it counts as the second, and is told anew."""
    case = make_case(FIRST)
    managed(session, case, "cm-1")
    checked(session, FIRST)
    report(session, case, "probleemanalyse", date(2026, 2, 9))
    assert "geen_plan_van_aanpak" not in standing(session)
    checked(session, date(2026, 2, 25))
    report(session, case, "plan_van_aanpak", date(2026, 2, 23))
    assert checked(session, date(2026, 2, 26)).repaired == 1
    (row,) = session.exec(select(RivFinding).where(RivFinding.code == "geen_plan_van_aanpak"))
    assert row.closed_on == date(2026, 2, 26)
    assert repaired_findings(session, case.id) == [("geen_plan_van_aanpak", "plan_van_aanpak", date(2026, 2, 26))]
    data = {"step": "plan_van_aanpak", "occurrence": 1}
    append_event(session, case, "step_withdrawn", date(2026, 2, 27), data, "operator-1")
    session.commit()
    checked(session, date(2026, 3, 2))
    rows = session.exec(select(RivFinding).where(RivFinding.code == "geen_plan_van_aanpak").order_by("id")).all()
    assert [(each.times, each.closed_on is None) for each in rows] == [(1, False), (2, True)]
    assert len([each for each in mails(session) if "geen plan van aanpak" in said(each)]) == 2


def test_nothing_goes_out_in_a_weekend(session: Session, make_case: MakeCase) -> None:
    """What is found on a Saturday is told on Monday."""
    case = make_case(FIRST)
    managed(session, case, "cm-1")
    saturday = date(2026, 3, 14)
    assert checked(session, saturday).mails == 0
    assert checked(session, saturday + timedelta(2)).mails == 1


def test_nothing_is_asked_of_a_closed_case(session: Session, make_case: MakeCase) -> None:
    """Its findings are closed, and nobody hears of it any more."""
    case = make_case(FIRST)
    checked(session, MONDAY)
    assert standing(session)
    close_case(session, case, MONDAY)
    session.commit()
    checked(session, MONDAY + timedelta(1))
    assert standing(session) == []


def test_two_checks_at_once_do_not_tell_twice(session: Session, make_case: MakeCase) -> None:
    """The second one sees that another runs."""
    make_case(FIRST)
    with try_lock(LOCK) as is_free:
        assert is_free
        assert check_every_dossier() is None


def test_a_case_that_cannot_be_computed_stops_no_other(session: Session, make_case: MakeCase) -> None:
    """It is named by its number; the others are checked, and what was found of it before stays."""
    broken, other = make_case(FIRST), make_case(FIRST)
    append_event(session, broken, "step_done", MONDAY, {"step": "bestaat_niet", "on": MONDAY}, "operator-1")
    session.commit()
    done = checked(session, MONDAY)
    assert done.unchecked == (broken.number,)
    assert {each.case_id for each in session.exec(select(RivFinding))} == {other.id}


def test_what_was_found_is_for_the_person_and_goes_with_the_case(
    session: Session, owner_session: Session, make_case: MakeCase, tmp_path: Path
) -> None:
    """The person reads what was found; a destruction leaves nothing of it."""
    case = make_case(FIRST, name=NAME)
    checked(session, MONDAY)
    export_person(session, case.number, tmp_path / "inzage", MONDAY)
    (told,) = json.loads((tmp_path / "inzage" / DATA_FILE).read_text())["zaken"]
    assert told["bevindingen"][0]["wat"].startswith("Er is geen")
    assert told["bevindingen"][0]["stand"] == "open"
    close_case(session, case, MONDAY)
    session.commit()
    destroy_case(owner_session, owner_session.get_one(Case, case.id), "operator-1", MONDAY)
    owner_session.commit()
    assert session.exec(select(func.count()).select_from(RivFinding)).one() == 0
    assert session.exec(select(func.count()).select_from(RivCheck)).one() == 0
