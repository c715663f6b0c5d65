"""`spoorboek retention …`: what has run its time, and what people record about it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, make_url, text
from sqlalchemy import select as sql_select
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlmodel import Session, SQLModel, col, select
from support.command_in_process import Said
from support.machine.other_users import rights
from support.outbox_samples import queue

from models.database_roles import OWNER
from models.destruction import GONE
from models.record import append_event, close_case, write_effect
from models.tables import Case, CaseEvent, Employee, RetentionAct
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import add_months
from spoorboek.statute.law.retention import dossier_kept_until
from tasks.outbox.mail_queue import send_due
from tasks.retention.destroying import repeat_destructions

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
CloseCase = Callable[..., Case]


@pytest.fixture
def closed(session: Session, make_case: MakeCase) -> CloseCase:
    """Return a way to make a case that closed so many days ago, for a reason."""

    def close(days: int, reason: str = "hersteld", **columns: Any) -> Case:
        on = clock.today() - timedelta(days)
        case = make_case(on - timedelta(60), **columns)
        write_effect(session, case, Action(on, "close", "dossier", 1, detail={"reason": reason}))
        close_case(session, case, on)
        session.commit()
        return case

    return close


def listed(typed: Typed, *words: str) -> dict[str, dict[str, Any]]:
    """Return the proposals by case number."""
    said = typed("retention", "list", "--format", "json", *words)
    assert (said.code, said.err) == (0, "")
    return {each["number"]: each for each in json.loads(said.out)}


def test_a_dossier_may_go_the_day_after_its_term(typed: Typed, closed: CloseCase) -> None:
    """Not on the last day of the two years, and never one that is open or closed shortly ago."""
    two_years_ago = (clock.today() - add_months(clock.today(), -24)).days
    early, late, recent = closed(two_years_ago), closed(two_years_ago + 1), closed(30)
    assert typed("retention", "own-risk", "bakkerij", "geen", "--door", "operator-1").code == 0
    assert set(listed(typed)) == {late.number}
    everything = listed(typed, "--all")
    assert {number: each["status"] for number, each in everything.items()} == {
        early.number: "bewaren", late.number: "mag_weg", recent.number: "bewaren",
    }  # fmt: skip


def test_an_own_risk_must_be_known_first(typed: Typed, closed: CloseCase) -> None:
    """Nobody said whether this employer bears a risk himself, so a longer term might hold: first that question."""
    case = closed(900)
    assert listed(typed)[case.number]["status"] == "eigenrisico_onbekend"
    assert "eerst: own-risk" in typed("retention", "list").out
    said = typed("retention", "own-risk", "bakkerij", "ZW", "wga", "--door", "operator-1")
    assert "bakkerij is eigenrisicodrager voor de Ziektewet en de WGA." in said.out
    assert listed(typed)[case.number]["status"] == "mag_weg"


def test_an_own_risk_with_a_day_is_a_fact_of_every_open_case(
    typed: Typed, make_case: MakeCase, closed: CloseCase, session: Session
) -> None:
    """Of those that run and those that open later; not of one that closed. Told twice it is recorded once."""
    running, over = make_case(clock.today() - timedelta(30)), closed(30)
    for _ in range(2):
        said = typed("retention", "own-risk", "bakkerij", "zw", "--since", "01-01-2026", "--door", "operator-1")
        assert (said.code, said.err) == (0, "")
        assert "bakkerij is eigenrisicodrager voor de Ziektewet vanaf 01-01-2026." in said.out
    later = make_case(clock.today() - timedelta(3))
    assert [own_risks(session, case) for case in (running, over, later)] == [
        [{"from": "2026-01-01"}],
        [],
        [{"from": "2026-01-01"}],
    ]
    typed("retention", "own-risk", "bakkerij", "geen", "--door", "operator-1")
    assert own_risks(session, running) == [{"from": "2026-01-01"}, {"from": None}]


def own_risks(session: Session, case: Case) -> list[dict[str, Any]]:
    """Return what was recorded about the own risk in a case, in order."""
    session.expire_all()
    kept = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "own_risk_set")
    return [event.data for event in session.exec(kept.order_by(col(CaseEvent.seq)))]


@pytest.mark.parametrize(("reason", "risks", "years"), [("einde_dienstverband", "zw", 5), ("einde_termijn", "wga", 10)])
def test_an_own_risk_keeps_a_dossier_longer(
    typed: Typed, closed: CloseCase, reason: str, risks: str, years: int
) -> None:
    """Five and ten years, and the list says why."""
    case = closed(900, reason)
    typed("retention", "own-risk", "bakkerij", risks, "--door", "operator-1")
    line = listed(typed, "--all")[case.number]
    closed_on = clock.today() - timedelta(900)
    assert (line["status"], line["kept_until"]) == ("bewaren", add_months(closed_on, 12 * years).isoformat())
    assert line["term"] == dossier_kept_until(closed_on, reason, [risks]).term.key
    typed("retention", "own-risk", "bakkerij", "geen", "--door", "operator-1")
    assert listed(typed)[case.number]["status"] == "mag_weg"


def test_a_dispute_keeps_a_dossier_until_it_is_over(typed: Typed, closed: CloseCase, session: Session) -> None:
    """The newest word holds, and each is kept with who said it."""
    case = closed(900)
    typed("retention", "own-risk", "bakkerij", "geen", "--door", "operator-1")
    assert typed("retention", "dispute", case.number.lower(), "--door", "operator-2").code == 0
    assert listed(typed)[case.number]["status"] == "geschil"
    assert typed("retention", "dispute", case.number, "--over", "--door", "operator-3").code == 0
    assert listed(typed)[case.number]["status"] == "mag_weg"
    acts = session.exec(select(RetentionAct).order_by(RetentionAct.id)).all()  # type: ignore[arg-type]
    assert [(act.kind, act.actor) for act in acts][1:] == [("geschil", "operator-2"), ("geschil_voorbij", "operator-3")]


def test_the_list_names_nobody(typed: Typed, closed: CloseCase) -> None:
    """Case numbers and codes only."""
    closed(900)
    assert "Kanarie" not in typed("retention", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dispute", "Z-00000"), "niet bekend"),
        (("own-risk", "onbekend", "zw"), "niet bekend"),
        (("own-risk", "bakkerij", "zw", "geen"), "geen keuze"),
        (("own-risk", "bakkerij", "ziektewet"), "geen keuze"),
        (("own-risk", "bakkerij", "wga", "--since", "01-01-2026"), "horen bij zw"),
        (("own-risk", "bakkerij", "zw", "--until", "01-01-2026"), "ontbreekt --since"),
        (("own-risk", "bakkerij", "zw", "--since", "02-01-2026", "--until", "01-01-2026"), "ligt vóór --since"),
        (("left", "OPEN", "--on", "01-02-2024"), "loopt nog"),
        (("left", "CLOSED", "--on", "01-02-2124"), "nog niet voorbij"),
        (("left", "CLOSED", "--on", "31-02-2024"), "geen datum"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    typed: Typed, closed: CloseCase, make_case: MakeCase, session: Session, words: tuple[str, ...], told: str
) -> None:
    """Nothing is recorded of it."""
    numbers = {"CLOSED": closed(900).number, "OPEN": make_case().number}
    said = typed("retention", *(numbers.get(word, word) for word in words), "--door", "operator-1")
    assert (said.code, told in said.err) == (2, True)
    assert not session.exec(select(RetentionAct)).all()


def test_an_employee_who_left_is_kept_two_years_after_that(typed: Typed, closed: CloseCase) -> None:
    """It is recorded on a closed case; while a dossier has content, only that dossier is listed."""
    case = closed(900)
    said = typed("retention", "left", case.number, "--on", "01-02-2024", "--door", "operator-1")
    assert (said.code, "01-02-2024" in said.out) == (0, True)
    assert [each["about"] for each in listed(typed, "--all").values()] == ["dossier"]


DESTROY = ("retention", "destroy", "--door", "operator-1", "--yes")


@pytest.fixture
def due(
    session: Session,
    closed: CloseCase,
    typed: Typed,
    server: Any,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Case:
    """Return a case of which everything may go, with a document and a mail that was sent to a folder."""
    monkeypatch.setenv("SPOORBOEK_OWNER_DATABASE_URL", server.url(make_url(database_url).database, OWNER))
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "var"))
    case = closed(900)
    queue(session, case)
    assert typed("retention", "own-risk", "bakkerij", "geen", "--door", "operator-1").code == 0
    assert send_due().delivered == 1
    return case


def contents(owner_session: Session, case: Case) -> dict[str, int]:
    """Count the rows of a case in every table that refers to one."""
    counts = {}
    for table in SQLModel.metadata.sorted_tables:
        if "case_id" in table.c:
            of_case = sql_select(func.count()).select_from(table).where(table.c.case_id == case.id)
            counts[table.name] = owner_session.execute(of_case).scalar_one()
    return {name: count for name, count in counts.items() if count}


def test_a_dossier_is_destroyed_and_the_proof_of_it_stays(
    typed: Typed, due: Case, session: Session, owner_session: Session, tmp_path: Path
) -> None:
    """Rows and the copy of the mail are gone; number, day, actor and counts are kept; `verify` is in order."""
    before = contents(owner_session, due)
    assert {"case_event", "effect", "document", "message"} <= before.keys()
    mails = list((tmp_path / "var" / "mail").glob("*.eml"))
    assert len(mails) == 1
    owner_session.rollback()
    said = typed(*DESTROY, "--all")
    assert (said.code, said.err) == (0, "")
    assert contents(owner_session, due) == {"retention_act": 1}
    assert not mails[0].exists()
    act = session.exec(select(RetentionAct).where(RetentionAct.case_id == due.id)).one()
    assert (act.kind, act.actor, act.detail["case_event"]) == ("vernietigd", "operator-1", before["case_event"])
    assert f"dossier {due.number}" in (tmp_path / "var" / "vernietigd").read_text()
    assert rights(tmp_path / "var" / "vernietigd") == 0o600
    verified = typed("verify")
    assert (verified.code, verified.err) == (0, "")


def test_what_was_destroyed_is_told_as_such(typed: Typed, due: Case) -> None:
    """Every command that is given its number says so in one line; lists leave it out."""
    typed(*DESTROY, due.number)
    for words in (("case", "show"), ("case", "ical"), ("case", "export-person")):
        to = ("--to", "elders") if words[1] == "export-person" else ()
        said = typed(*words, due.number, *to)
        assert (said.code, "is vernietigd" in said.err) == (2, True)
    assert due.number not in typed("case", "list", "--all").out
    assert due.number not in {each["number"] for each in listed(typed, "--all").values() if each["about"] == "dossier"}
    assert typed(*DESTROY, due.number).code == 2


def test_a_person_goes_after_the_last_dossier(
    typed: Typed, due: Case, session: Session, owner_session: Session
) -> None:
    """Two years after the employment; then nothing of who it was is left, and the case keeps its number."""
    typed("retention", "left", due.number, "--on", "01-02-2024", "--door", "operator-1")
    typed(*DESTROY, "--all")
    line = listed(typed, "--all")[due.number]
    assert (line["about"], line["status"]) == ("persoon", "mag_weg")
    assert typed(*DESTROY, "--all").code == 0
    owner_session.expire_all()
    person = owner_session.exec(select(Employee).where(Employee.id == due.employee_id)).one()
    assert (person.name, person.bsn, person.email) == (GONE, None, None)
    assert not listed(typed, "--all")
    assert typed("verify").code == 0


def test_an_end_of_employment_only_the_dossier_knew_is_kept(typed: Typed, due: Case, session: Session) -> None:
    """Else the term of the person would never begin."""
    on = clock.today() - timedelta(905)
    append_event(session, due, "contract_end_set", on, {"on": on}, "operator-1")
    session.commit()
    typed(*DESTROY, "--all")
    assert listed(typed, "--all")[due.number]["since"] == on.isoformat()


def test_mail_that_waits_keeps_a_dossier(typed: Typed, due: Case, session: Session) -> None:
    """Somebody still has to hear of it, or to decide about it."""
    queue(session, due, "bijstelling_plan_van_aanpak")
    said = typed(*DESTROY, "--all")
    assert (said.code, "post die nog wacht" in said.err) == (2, True)
    assert listed(typed)[due.number]["status"] == "mag_weg"


@pytest.mark.parametrize("words", [(), ("--all", "Z-00000")])
def test_what_is_to_go_is_named(typed: Typed, due: Case, words: tuple[str, ...]) -> None:
    """Neither nothing nor everything by accident."""
    assert typed(*DESTROY, *words).code == 2
    assert due.number in listed(typed)


def test_without_a_yes_nothing_is_destroyed(typed: Typed, due: Case) -> None:
    """No terminal, no answer: it stays."""
    said = typed("retention", "destroy", "--all", "--door", "operator-1")
    assert (said.code, "niets vernietigd" in said.err) == (2, True)
    assert due.number in listed(typed)


@pytest.mark.parametrize("status", ["bewaren", "geschil", "open"])
def test_what_is_to_be_kept_cannot_be_destroyed(
    typed: Typed, due: Case, closed: CloseCase, make_case: MakeCase, status: str
) -> None:
    """And nothing else goes in the same command."""
    cases = {"bewaren": lambda: closed(30), "geschil": lambda: closed(900), "open": make_case}
    other = cases[status]()
    if status == "geschil":
        typed("retention", "dispute", other.number, "--door", "operator-1")
    said = typed(*DESTROY, due.number, other.number)
    assert (said.code, other.number in said.err) == (2, True)
    assert due.number in listed(typed)


def test_the_application_cannot_destroy(due: Case, session: Session) -> None:
    """Not even with the word the owner uses: it may delete nothing of the record."""
    for table in ("case_event", "effect", "document", "message"):
        session.execute(text("set local spoorboek.destroys = 'on'"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(f"delete from {table} where case_id = {due.id}"))
        session.rollback()


def test_the_owner_deletes_nothing_without_meaning_to(due: Case, owner_session: Session) -> None:
    """The triggers stand for everybody else, and for every other statement."""
    for statement in ("delete from case_event", "truncate case_event cascade", "update effect set step = ''"):
        with pytest.raises(DBAPIError, match="alleen aan te vullen"), owner_session.begin_nested():
            owner_session.execute(text(statement))


def test_destructions_are_repeated_in_an_older_record(
    typed: Typed, due: Case, session: Session, owner_session: Session, tmp_path: Path
) -> None:
    """As after a restore: the list says what had gone, and it goes again, once."""
    (tmp_path / "var").mkdir(exist_ok=True)
    (tmp_path / "var" / "vernietigd").write_text(f"dossier {due.number} 2026-11-01 operator-2\n")
    assert typed("case", "show", due.number).code == 0
    assert [repeat_destructions(), repeat_destructions()] == [1, 0]
    assert contents(owner_session, due) == {"retention_act": 1}
    act = session.exec(select(RetentionAct).where(RetentionAct.case_id == due.id)).one()
    assert (act.actor, act.on_day) == ("operator-2", date(2026, 11, 1))
    assert typed("verify").code == 0
