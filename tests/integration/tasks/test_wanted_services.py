"""Search data say which services are asked for and in which sector somebody works: shortlist and question use both."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from support.prepared_cases import SEARCH, prepare_referral_of

from models.bureau_choice import Demands, case_shortlist, choose_next_bureau, shortlist_json
from models.edition_history import edition_in_force
from models.record import open_case
from models.tables import Bureau, BureauCertificate, BureauTerms, Case, Employee
from spoorboek import clock
from spoorboek.errors import InputError
from tasks.case_state import case_state_in
from tasks.effects.questions import question_context
from tasks.reports.preparation_content import report_search_data
from tasks.views.shortlist_page import shortlist_page
from templates.messages.question_message import question_message

WANTED = {**SEARCH, "sector": "zorg", "diensten": "spoor_2,loopbaanorientatie"}


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a prepared case; one of two bureaus offers what is asked for."""
    session.add(Bureau(code="smal", name="Smal", email="s@bureau.example", rank=0, services=["spoor_2"]))
    services = ["spoor_2", "orientatie"]
    session.add(Bureau(code="breed", name="Breed", email="b@bureau.example", rank=1, services=services))
    employee = session.get_one(Employee, make_case().employee_id)
    today = clock.today()
    made = open_case(
        session, employee, today, {"first_sick_day": today - timedelta(375), "adopted_on": today}, "import"
    )
    session.commit()
    prepare_referral_of(session, made.number)
    return made


def asked(session: Session, case: Case) -> dict[str, object]:
    """Return the question that would go today."""
    choose_next_bureau(session, case)
    context = question_context(session, case, case_state_in(session, case.number), 1)
    found: dict[str, object] = json.loads(question_message(context))
    return found


def test_what_the_search_data_ask_for_decides_the_shortlist_and_the_question(session: Session, case: Case) -> None:
    """A bureau without a wanted service falls out by name; the question names sector and services."""
    report_search_data(session, case.number, WANTED, "operator-1")
    weighed = case_shortlist(session, case)
    assert weighed.order == ("breed",)
    assert [(each.code, each.reasons) for each in weighed.shortlist.excluded] == [("smal", ("dienst_ontbreekt",))]
    question = asked(session, case)
    assert (question["sector"], question["diensten"]) == ("zorg", ["orientatie", "spoor_2"])


def test_what_a_person_asks_for_now_goes_before_the_search_data(session: Session, case: Case) -> None:
    """The command asks for other services, for this list alone."""
    report_search_data(session, case.number, WANTED, "operator-1")
    assert case_shortlist(session, case, Demands(services=frozenset({"spoor_2"}))).order == ("smal", "breed")


def test_without_either_all_is_as_before(session: Session, case: Case) -> None:
    """Nobody falls out, and the question says sector `overig` and the usual service."""
    assert case_shortlist(session, case).order == ("smal", "breed")
    question = asked(session, case)
    assert (question["sector"], question["diensten"]) == ("overig", ["spoor_2"])


def test_search_data_ask_for_certificates_and_specialisms(session: Session, case: Case) -> None:
    """A certificate excludes, specialisms score: those that were asked and those that follow from sector and level."""
    narrow, broad = session.exec(select(Bureau).order_by(col(Bureau.rank))).all()
    session.add(BureauCertificate(bureau_id=broad.id, code="oval", valid_until=clock.today()))
    session.add(BureauTerms(bureau_id=broad.id, specialisms=["sector_zorg", "taal_pools"]))
    session.add(BureauTerms(bureau_id=narrow.id, specialisms=["hoger_opgeleid"]))
    wanted = {**SEARCH, "niveau": "hbo", "sector": "zorg", "specialismen": "taal_pools"}
    report_search_data(session, case.number, wanted, "operator-1")
    asked_of = case_shortlist(session, case)
    assert asked_of.shortlist.demand.sources == {
        "sector_zorg": "sector",
        "hoger_opgeleid": "niveau",
        "taal_pools": "zoekgegevens",
    }
    parts = {each.code: each.parts[1] for each in asked_of.shortlist.candidates}
    assert {code: (part.name, part.share) for code, part in parts.items()} == {
        "breed": ("specialismen", (2, 3)),
        "smal": ("specialismen", (1, 3)),
    }
    house = edition_in_force(session).house
    page = shortlist_page(asked_of, house)
    assert "Specialismen: Zorg en welzijn (uit de sector in de zoekgegevens)" in page
    assert "gevraagde specialismen (2 van 3: Zorg en welzijn, Pools)" in page
    assert "niets gevraagd. Het tarief telt dan voor wat het huis gewoonlijk vraagt: Traject tweede spoor" in page
    report_search_data(session, case.number, {**wanted, "certificaten": "oval"}, "operator-1")
    weighed = case_shortlist(session, case)
    assert weighed.order == ("breed",)
    page = shortlist_page(weighed, house)
    assert "Certificaten: OVAL (uit de zoekgegevens)" in page
    assert "smal: mist een gevraagd certificaat (OVAL)" in page
    now = case_shortlist(session, case, Demands(specialisms=frozenset({"taal_duits"})))
    assert now.shortlist.demand.sources == {"taal_duits": "gevraagd", "oval": "zoekgegevens"}
    assert shortlist_json(weighed)["asks"]["certificates"] == ["oval"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sector": "ruimtevaart"}, "'sector' heeft een onbekende waarde"),
        ({"diensten": "spoor_2,toveren"}, "'diensten' heeft een onbekende waarde"),
        ({"specialismen": "burn_out"}, "zegt iets over de gezondheid"),
        ({"specialismen": "helderziend"}, "'specialismen' heeft een onbekende waarde"),
        ({"certificaten": "iso"}, "'certificaten' heeft een onbekende waarde"),
        ({"diensten": "rouwverwerking"}, "zegt iets over de gezondheid"),
        ({"diensten": "burn_out_begeleiding"}, "zegt iets over de gezondheid"),
    ],
)
def test_what_is_unknown_or_private_is_refused(
    session: Session, case: Case, change: dict[str, str], expected: str
) -> None:
    """A service that tells what somebody has is never asked for in a case."""
    with pytest.raises(InputError, match=expected):
        report_search_data(session, case.number, {**WANTED, **change}, "operator-1")
