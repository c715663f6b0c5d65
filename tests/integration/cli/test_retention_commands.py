"""`spoorboek retention …`: what has run its time, and what people record about it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said

from models.record import close_case, write_effect
from models.tables import Case, RetentionAct
from spoorboek import clock
from spoorboek.statute.actions import Action
from spoorboek.statute.days.calendar import add_months
from spoorboek.statute.law.retention import dossier_kept_until

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
    assert "WGA" in said.out
    assert listed(typed)[case.number]["status"] == "mag_weg"


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
