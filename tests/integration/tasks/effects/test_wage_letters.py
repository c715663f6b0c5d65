"""What is recorded about cooperation, wage and opinions reaches employee, payroll, dossier and report to UWV."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.connection import session as own_session
from models.record import append_event
from models.tables import Case, CaseEffect, Document
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.statute.editions.edition import Edition
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.perform import perform
from tasks.effects.riv_inventory import riv_inventory
from tasks.reports.fact_reports import report_fact
from tasks.reports.report_fields import GivenFields
from tasks.reports.report_withdrawal import withdraw_report
from tasks.views.attention import find_attention
from tasks.views.dossier_page import dossier_page

MakeCase = Callable[..., Case]
D = date(2026, 1, 5)
TODAY = D + timedelta(days=10)
REPORTED = {"step": "ziekmelding_arbodienst", "occurrence": 1, "on": D, "evidence": None}


@pytest.fixture
def case(make_case: MakeCase, session: Session) -> Case:
    """Open a case ten days after its first sick day, with everything of those days done."""
    opened = make_case(D, email="werknemer@voorbeeld.example")
    set_virtual_day(session, TODAY)
    append_event(session, opened, "step_done", TODAY, REPORTED, "operator-1")
    session.commit()
    wake(opened.number)
    return opened


def wake(number: str) -> None:
    """Carry out what the case asks for now."""
    while actions := read_case_state(number).actions:
        for action in actions:
            perform.fn("", read_case_state(number), action)


def told(number: str, code: str, on: date = TODAY, reason: str | None = None) -> str:
    """Record a fact as an operator, and let the case act."""
    with own_session() as writing:
        message, _ = report_fact(writing, number, code, GivenFields(on, reason=reason), "operator-1")
    wake(number)
    return message


def letters(session: Session, step: str) -> dict[str, tuple[str, str]]:
    """Return per document of a step whom it was mailed to, and its text without line ends."""
    session.rollback()
    mailed = {
        effect.name: str(effect.detail["to"])
        for effect in session.exec(select(CaseEffect).where(CaseEffect.kind == "mail", CaseEffect.step == step)).all()
    }
    made = (
        select(Document).join(CaseEffect, col(CaseEffect.id) == col(Document.effect_id)).where(CaseEffect.step == step)
    )
    return {each.template: (mailed[each.template], " ".join((each.text or "").split())) for each in session.exec(made)}


def test_a_stop_tells_the_employee_why_and_payroll_what(case: Case, session: Session) -> None:
    """The letter names ground, first day and what to do; payroll reads no ground. Both go at once, and once."""
    said = told(case.number, "loon_gestopt", reason="lid_3_e")
    assert said.endswith("loon gestopt vanaf 15-01-2026 (niet meegewerkt aan het plan van aanpak, lid 3 onder e).")
    sent = letters(session, "kennisgeving_loonstop")
    assert {name: to for name, (to, _) in sent.items()} == {
        "loon_stop": "werknemer",
        "loon_verwerken": "salarisadministratie",
    }
    letter, payroll = sent["loon_stop"][1], sent["loon_verwerken"][1]
    for words in (
        "Vanaf 15 januari 2026 betalen wij u geen loon.",
        "artikel 7:629, derde lid, onder e, van het Burgerlijk Wetboek: u werkt, naar ons oordeel zonder goede reden",
        "U krijgt het ook later niet.",
        "deskundigenoordeel vragen, op uwv.nl. Het kost u € 100,00.",
        "vraag het liefst uiterlijk 29 januari 2026",
    ):
        assert words in letter
    assert "Betaal geen loon vanaf 15 januari 2026." in payroll
    assert "onder e" not in payroll
    assert "plan van aanpak" not in payroll
    wake(case.number)
    assert len(session.exec(select(Document).where(Document.template == "loon_stop")).all()) == 1


def test_who_gave_notice_already_is_not_written_for(case: Case, session: Session) -> None:
    """The notice first, then the measure: the step is done, so neither letter is made."""
    told(case.number, "loon_kennisgeving", reason="lid_3_c")
    told(case.number, "loon_gestopt", reason="lid_3_c")
    assert letters(session, "kennisgeving_loonstop") == {}


def test_under_rules_without_the_step_nothing_is_recorded(
    case: Case, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that did not apply the edition yet would make no letter, so it says so."""
    current = case_state_in(session, case.number)
    rows = {key: row for key, row in current.edition.rules.rows.items() if key != "kennisgeving_loonstop"}
    older = Edition(replace(current.edition.rules, version="2026-11-22", rows=rows), current.edition.house)
    monkeypatch.setattr("tasks.reports.fact_reports.case_state_in", lambda *_: replace(current, edition=older))
    with pytest.raises(InputError, match=r"een nieuwere versie van de regels dan hier geldt \(2026-11-22\)"):
        told(case.number, "loon_gestopt", reason="lid_3_c")
    assert letters(session, "kennisgeving_loonstop") == {}


def test_a_suspension_and_its_end(case: Case, session: Session) -> None:
    """Uitstel: what was not paid follows. The end is told to both as well."""
    told(case.number, "loon_opgeschort", D + timedelta(days=5))
    suspended = letters(session, "kennisgeving_loonopschorting")["loon_opschorting"][1]
    assert "Uitstel is geen verlies" in suspended
    assert "Dan betalen wij ook het loon dat wij hebben uitgesteld." in suspended
    told(case.number, "loon_hervat")
    ended = letters(session, "hervatting_loon")
    assert "Vanaf 15 januari 2026 betalen wij uw loon weer." in ended["loon_hervat"][1]
    assert "Het loon van de dagen ervoor betalen wij alsnog" in ended["loon_hervat"][1]
    assert "10 januari 2026 tot en met 14 januari 2026" in ended["loon_verwerken"][1]


@pytest.mark.parametrize(("code", "written"), [("loon_waarschuwing", True), ("loon_waarschuwing_gegeven", False)])
def test_a_warning_gives_a_week(case: Case, session: Session, code: str, written: bool) -> None:
    """Only the one the product writes has a letter; its ground without words for (a) and (b)."""
    told(case.number, code, reason="lid_3_b")
    sent = letters(session, "waarschuwing_loon")
    assert set(sent) == ({"loon_waarschuwing"} if written else set())
    if written:
        to, letter = sent["loon_waarschuwing"]
        assert to == "werknemer"
        assert "Doe dit uiterlijk 22 januari 2026." in letter
        assert "Uw casemanager vertelt u wat wij van u vragen." in letter
        assert "genezing" not in letter


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("loon_opgeschort", None), ("loon_gestopt", "lid_3_c")),
        (("loon_gestopt", "lid_3_c"), ("loon_opgeschort", None)),
        (("loon_gestopt", "lid_3_c"), ("loon_gestopt", "lid_3_d")),
        (("loon_waarschuwing", "lid_3_c"), ("loon_waarschuwing_gegeven", "lid_6")),
    ],
)
def test_a_second_ground_of_one_day_is_refused(
    case: Case, first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    """It would take the place of the first without a word; once the first is withdrawn it is taken."""
    told(case.number, first[0], reason=first[1])
    with pytest.raises(InputError, match=r"op een andere grond .* Er is niets vastgelegd"):
        told(case.number, second[0], reason=second[1])
    withdraw_last(case.number)
    assert second[0].replace("_", " ").split()[0] in told(case.number, second[0], reason=second[1])


def withdraw_last(number: str) -> None:
    """Withdraw what was recorded last."""
    with own_session() as writing:
        withdraw_report(writing, number, case_state_in(writing, number).version, "operator-1")


def test_a_refusal_nobody_answers_is_looked_at_first(case: Case, session: Session) -> None:
    """It stands on top of the list of cases once its week has passed, and in the dossier."""
    told(case.number, "werkt_niet_mee", D + timedelta(days=8))
    set_virtual_day(session, D + timedelta(days=16))
    session.commit()
    wake(case.number)
    first = find_attention(read_case_state(case.number))
    assert first is not None
    assert (first.lead, first.what) == ("Staat nog open", "Optreden als de werknemer niet meewerkt 1")
    page = dossier_page(read_case_state(case.number))
    assert "Werkt niet mee sinds 13-01-2026" in page
    assert "escalatie trede 1 aan casemanager" in page


def test_the_report_to_uwv_lists_what_it_may_weigh(case: Case, session: Session) -> None:
    """Opinions that came, warnings and measures, by their day; no ground, no question, and what is awaited not."""
    told(case.number, "oordeel_gevraagd_werkgever", D + timedelta(days=1), "passende_arbeid")
    told(case.number, "oordeel_gevraagd_werknemer", D + timedelta(days=1), "inspanningen_werkgever")
    told(case.number, "oordeel_ontvangen_werkgever", D + timedelta(days=9), "werk_passend")
    told(case.number, "loon_waarschuwing_gegeven", D + timedelta(days=2), "lid_3_c")
    told(case.number, "loon_opgeschort", D + timedelta(days=3))
    rows = [row for row in riv_inventory(case_state_in(session, case.number)) if row.note]
    assert [(row.title, row.dated and row.dated.day) for row in rows] == [
        ("Deskundigenoordeel, gevraagd door de werkgever", 14),
        ("Waarschuwing over het loon", 7),
        ("Loon opgeschort vanaf", 8),
    ]


def test_a_letter_stays_with_its_warning(case: Case, session: Session) -> None:
    """A warning of an earlier day that is recorded later gets a letter of its own; the first is not sent anew."""
    for day, number in ((TODAY, 1), (TODAY - timedelta(days=3), 2)):
        warning = {"on": day, "reason": "lid_3_e", "letter": True}
        append_event(session, session.get_one(Case, case.id), "wage_warned", TODAY, warning, "operator-1")
        session.commit()
        wake(case.number)
        session.rollback()
        of_letter = (CaseEffect.kind == "document", CaseEffect.step == "waarschuwing_loon")
        made = session.exec(select(CaseEffect.occurrence).where(*of_letter).order_by(col(CaseEffect.id))).all()
        assert made == [1, 2][:number]
