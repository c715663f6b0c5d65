"""The funnel of a portfolio: from the record, in all shapes and as a picture, and without anybody's data."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from sqlmodel import Session, select
from support.command_in_process import Said

from models.record import append_event, write_effect
from models.tables import AWAITS_YES, REFERRED, Bureau, Case, Employee, Referral
from spoorboek.portfolio.funnel_chart import MOST_BUREAUS
from spoorboek.statute.actions import Action

Typed = Callable[..., Said]
DAY = date(2026, 9, 1)
RAN = ("uitvraag", "aangeboden", "gekozen", "akkoord", "aangemeld", "intake_gehouden", "trajectplan", "loopt")


def refer(session: Session, case: Case, code: str, *states: str, status: str = REFERRED) -> None:
    """Refer a case to a bureau, a state a day."""
    bureau = session.exec(select(Bureau).where(Bureau.code == code)).one()
    number = 1 + len(session.exec(select(Referral).where(Referral.case_id == case.id)).all())
    effect = write_effect(session, case, Action(DAY, "referral", "start_spoor_2", 1, str(number)))
    row = Referral(case_id=case.id, effect_id=effect, bureau_id=bureau.id, number=number, status=status, opened_on=DAY)
    session.add(row)
    for after, to in enumerate(states):
        day = DAY + timedelta(after)
        append_event(session, case, "referral_moved", day, {"referral": number, "to": to, "on": day}, "operator-1")
    session.commit()


@pytest.fixture
def _referrals(make_case: Callable[..., Case], session: Session) -> None:
    """Refer one case to three bureaus: one declined, one runs, one was never asked."""
    case = make_case()
    session.get_one(Employee, case.employee_id).name = "Kanarie Vogelzang"
    for code in ("noord", "zuid", "west"):
        session.add(Bureau(code=code, name="Bureau Kanarie", email=f"{code}@kanarie.test"))
    session.commit()
    refer(session, case, "noord", "uitvraag", "geweigerd")
    refer(session, case, "zuid", *RAN)
    refer(session, case, "west", "gereed", status=AWAITS_YES)


@pytest.mark.usefixtures("_referrals")
def test_the_funnel_says_how_far_referrals_came(typed: Typed, tmp_path: Path) -> None:
    """As JSON, CSV, table and picture, the same counts; what no bureau was asked is in none; nobody is named."""
    data = json.loads(typed("referral", "funnel", "--json").out)
    counts = {each["stage"]: each["count"] for each in data["stages"]}
    assert counts == {"gevraagd": 2, "beantwoord": 2, "gekozen": 1, "intake": 1, "loopt": 1, "werk": 0, "uitkering": 0}
    assert data["sides"]["geweigerd"] == 1
    assert [each["bureau"] for each in data["bureaus"]] == ["noord", "zuid"]
    picture = tmp_path / "trechter.svg"
    table = typed("referral", "funnel", "--picture", picture).out
    rows = list(csv.DictReader(io.StringIO(typed("referral", "funnel", "--csv").out), delimiter=";"))
    assert {"bureau": "alle", "onderdeel": "stand", "van": "gevraagd", "naar": "beantwoord", "aantal": "2",
            "mediaan_dagen": "1"} in rows  # fmt: skip
    assert "uitgevraagd" in table
    assert "traject loopt of liep" in [each.text for each in Xml.parse(picture).iter()]
    assert picture.stat().st_mode & 0o077 == 0
    for shown in (table, json.dumps(data), picture.read_text()):
        assert "Kanarie" not in shown
        assert "Z-" not in shown


@pytest.mark.usefixtures("_referrals")
def test_a_period_and_a_bureau_bound_the_funnel(typed: Typed) -> None:
    """By the day of the question; nothing within it is a funnel of nothing, also drawn."""
    for words, asked in (
        (("--from", "01-09-2026", "--until", "01-09-2026"), 2),
        (("--from", "02-09-2026"), 0),
        (("--until", "31-08-2026"), 0),
        (("--bureau", "zuid"), 1),
        (("--bureau", "west"), 0),
    ):
        assert json.loads(typed("referral", "funnel", "--json", *words).out)["stages"][0]["count"] == asked
    assert "0 verwijzingen" in typed("referral", "funnel", "--from", "02-09-2026").out


@pytest.mark.usefixtures("_referrals")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "02-09-2026", "--until", "01-09-2026"), "De periode eindigt"),
        (("--from", "gisteren"), "is geen datum"),
        (("--bureau", "nord"), "noord"),
        (("--json", "--csv"), "een van beide"),
        (("--picture", "trechter.png"), "moet op .svg eindigen"),
    ],
)
def test_a_mistake_gets_one_message(typed: Typed, words: tuple[str, ...], why: str) -> None:
    """And no funnel."""
    said = typed("referral", "funnel", *words)
    assert (said.code, said.out) == (2, "")
    assert why in said.err


def test_a_picture_of_many_bureaus_shows_those_that_were_asked_most(
    typed: Typed, make_case: Callable[..., Case], session: Session, tmp_path: Path
) -> None:
    """Others are counted in the whole, and listed in the other shapes."""
    case = make_case()
    for number in range(MOST_BUREAUS + 3):
        session.add(Bureau(code=f"b{number:02}", name="B", email="b@kanarie.test"))
    session.commit()
    for number in range(MOST_BUREAUS + 3):
        refer(session, case, f"b{number:02}", "uitvraag")
    picture = tmp_path / "t.svg"
    assert len(json.loads(typed("referral", "funnel", "--json", "--picture", picture).out)["bureaus"]) == 28
    texts = [each.text for each in Xml.parse(picture).iter() if each.text]
    assert f"Per bureau, de {MOST_BUREAUS} die het meest zijn gevraagd" in texts
    assert "b24" in texts
    assert "b25" not in texts
