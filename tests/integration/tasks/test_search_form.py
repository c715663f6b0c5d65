"""The form in which the employee tells where and how to look for work: asked for, mailed, read when it comes home."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlmodel import Session, col, select
from support.hostile.papers import picture
from support.papers.filled_forms import by_pypdf

from models.record import load_record, open_case
from models.second_track.preparation_content import SearchContent, read_content
from models.tables import Case, Document, Employee, Message
from models.verification import verify_record
from spoorboek import clock
from spoorboek.statute.dossier.dossier_record import dossier_of
from spoorboek.statute.second_track.preparation import missing
from tasks.case_state import case_state_in, read_case_state
from tasks.effects.perform import perform
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.reports.fact_reports import report_fact
from tasks.reports.preparation_content import report_search_data
from tasks.reports.report_fields import GivenFields
from tasks.views.dossier_page import dossier_page

TODAY = clock.today()
FILLED = {
    "telefoon": "06 12 34 56 78",
    "mail": "kanarie@thuis.example",
    "regio": "35",
    "reistijd": "45",
    "uren_per_week": "20,5",
    "vervoer_fiets": "/ja",
    "vervoer_openbaar_vervoer": "/ja",
    "niveau": "/mbo_4",
    "sector": "/zorg",
    "wensen": "Met mensen werken",
    "datum_ondertekening_werknemer": f"{TODAY:%d-%m-%Y}",
}
WHOLE = SearchContent(
    region="35", hours_per_week="20,5", level="mbo_4", phone="06 12 34 56 78", email="kanarie@thuis.example",
    travel_minutes=45, transport=("openbaar_vervoer", "fiets"), wishes="Met mensen werken", sector="zorg",
)  # fmt: skip


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case of somebody who is sick for a year, whose preparation has begun."""
    employee = session.get_one(Employee, make_case(email="tamar@kanarie.test").employee_id)
    first = {"first_sick_day": TODAY - timedelta(375), "adopted_on": TODAY}
    made = open_case(session, employee, TODAY, first, "import")
    session.commit()
    return made


def ask(session: Session, case: Case, on: date = TODAY) -> bytes:
    """Ask the employee for the search data, carry out what that brings, and return the form."""
    report_fact(session, case.number, "zoekgegevens", GivenFields(on), "operator-1")
    session.commit()
    for action in read_case_state(case.number).actions:
        if action.key.name == "zoekgegevens":
            perform.fn("", read_case_state(case.number), action)
    session.expire_all()
    of_case = (Document.case_id == case.id) & (Document.template == "zoekgegevens")
    return session.exec(select(Document.content).where(of_case).order_by(col(Document.id).desc())).first() or b""


def come_home(session: Session, case: Case, content: bytes, **told: object) -> str:
    """Let a form come home and be looked at; return what is said of it."""
    receipt = receive_paper(session, case.number, IncomingPaper(content, **told), "operator-1")  # type: ignore[arg-type]
    session.commit()
    assert receipt.reason is None, receipt.message
    said = Confirmation("operator-2", signed_by=("werknemer",))
    message, _ = confirm_paper(session, case.number, receipt.number, said, "operator-1")
    session.commit()
    return message


def held(session: Session, case: Case) -> Mapping[str, str]:
    """Return what holds back a referral, by who must supply it."""
    session.expire_all()
    return {each.role: each.why for each in case_state_in(session, case.number).agenda.held_back}


def test_search_data_are_asked_for_and_read_when_they_come_home(session: Session, case: Case) -> None:
    """The employee gets the form, the dossier waits for the employee, and a confirmed form is a sealed version."""
    assert "zoekgegevens" in held(session, case)["casemanager"]
    form = ask(session, case, TODAY - timedelta(1))
    (mail,) = session.exec(select(Message).where(Message.case_id == case.id, Message.to_role == "werknemer")).all()
    assert mail.recipient == "tamar@kanarie.test"
    assert f"formulier gestuurd op {TODAY.day} " in held(session, case)["werknemer"]
    assert "formulier gestuurd op" in dossier_page(read_case_state(case.number))
    said = come_home(session, case, by_pypdf(form, FILLED))
    assert "liggen vast, als versie 1" in said
    assert "referral prefer" not in said
    known = case_state_in(session, case.number).plan.facts
    assert "zoekgegevens_spoor_2" not in [each.step for each in missing(known, TODAY)]
    assert read_content(session, case.id, SearchContent, 1) == WHOLE
    plain = session.execute(text("select string_agg(data::text, ' ') from case_event")).scalar_one()
    assert "kanarie" not in plain + said
    wanted = {"diensten": "spoor_2", "certificaten": "oval", "specialismen": "taal_pools"}
    telephoned = {"regio": "35", "uren_per_week": "20,5", "niveau": "mbo_4", "telefoon": "06 12 34 56 78", **wanted}
    report_search_data(session, case.number, telephoned, "operator-2")
    session.commit()
    again = by_pypdf(
        ask(session, case),
        {"reistijd": "60", "voorkeur_bureau": "Kanarie & Co", "datum_ondertekening_werknemer": f"{TODAY:%d-%m-%Y}"},
    )
    said = come_home(session, case, again)
    assert "liggen vast, als versie 3" in said
    assert f"`spoorboek referral prefer {case.number} BUREAU`" in said
    assert "Kanarie" not in said
    found = read_content(session, case.id, SearchContent, 3)
    assert found is not None
    assert (found.travel_minutes, found.level, found.phone) == (60, "mbo_4", "06 12 34 56 78")
    assert (found.services, found.certificates, found.specialisms) == (("spoor_2",), ("oval",), ("taal_pools",))
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uren_per_week": ""}, "'uren_per_week' ontbreekt"),
        ({"regio": "3512"}, "'regio' is geen goede waarde"),
        ({"telefoon": "bel mijn zus"}, "'telefoon' is geen goede waarde"),
        ({"reistijd": "uurtje"}, "'reistijd' is geen goede waarde"),
    ],
)
def test_what_cannot_be_read_is_recorded_by_hand(
    session: Session, case: Case, changes: dict[str, str], expected: str
) -> None:
    """What is wrong is said with the way on, nothing of the form is half recorded, and that it came stands."""
    said = come_home(session, case, by_pypdf(ask(session, case), {**FILLED, **changes}))
    assert expected in said
    assert f"`spoorboek referral prepare {case.number} zoekgegevens`" in said
    assert "zoekgegevens" in held(session, case)["werknemer"]
    events = load_record(session, case).events
    assert events[-1].kind == "document_confirmed"
    assert dossier_of(events).papers == ()  # UWV gets no telephone number, and asks for no signature on it


def test_a_photo_of_the_form_is_recorded_by_hand(session: Session, case: Case) -> None:
    """Its fields cannot be read; the answer says how its content is recorded."""
    ask(session, case)
    said = come_home(session, case, picture("PNG"), kind="zoekgegevens", dated=TODAY)
    assert "De velden zijn niet te lezen" in said
    assert "spoorboek referral prepare" in said


def test_the_form_shows_what_is_known(session: Session, case: Case) -> None:
    """Without search data: telephone, mail and region of the employee; health or what others said is not in it."""
    employee = session.get_one(Employee, case.employee_id)
    employee.phone, employee.postcode = "+31612345678", "3512 AB"
    session.commit()
    filled = PdfReader(BytesIO(ask(session, case))).get_fields() or {}
    fields = {name: str(each.get("/V") or "") for name, each in filled.items()}
    assert (fields["telefoon"], fields["mail"], fields["regio"]) == ("06 12345678", "tamar@kanarie.test", "35")
    assert fields["niveau"] in ("", "/Off")
