"""What a second track is prepared with comes home on paper: content is taken over once a person looked, and sealed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from support.command_in_process import Said
from support.hostile.papers import picture
from support.papers.filled_forms import by_pypdf

from models.record import append_event, load_record, open_case, write_effect
from models.second_track.preparation_content import ProfileContent, read_content
from models.tables import Case, Document, Employee, PreparationContent
from models.verification import verify_record
from spoorboek import clock
from spoorboek.errors import InputError
from spoorboek.statute.actions import Action
from spoorboek.statute.second_track.preparation import missing
from tasks.case_state import case_state_in
from tasks.effects.documents import create_document
from tasks.effects.riv_inventory import riv_inventory
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.receiving import IncomingPaper, receive_paper
from tasks.views.dossier_page import dossier_page

TODAY = clock.today()
SOURCE = TODAY - timedelta(5)
PROFILE = {
    "bron": "/fml",
    "bron_datum": f"{SOURCE:%d-%m-%Y}",
    "uren_per_dag": "4",
    "uren_per_week": "20",
    "mogelijkheden": "Zittend werk, kanarie in de buurt",
    "beperkingen": "Niet tillen",
    "rubriek_werktijden": "/ja",
    "datum_ondertekening_bedrijfsarts": f"{TODAY - timedelta(2):%d-%m-%Y}",
}
STUDY = {"kind": "haalbaarheidsonderzoek", "dated": TODAY - timedelta(3)}


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case of somebody who is sick for a year, with the form of the functional profile that was sent."""
    employee = session.get_one(Employee, make_case().employee_id)
    made = open_case(
        session, employee, TODAY, {"first_sick_day": TODAY - timedelta(375), "adopted_on": TODAY}, "import"
    )
    action = Action(TODAY, "document", "functioneel_profiel", 1, "functioneel_profiel")
    effect = write_effect(session, made, action)
    assert effect is not None
    create_document(session, made, effect, case_state_in(session, made.number), action)
    session.commit()
    return made


def form(session: Session, case: Case, **changes: str) -> bytes:
    """Return the form of the profile, filled in."""
    content = session.exec(select(Document.content).where(Document.case_id == case.id)).one()
    return by_pypdf(content, {**PROFILE, **changes})


def come_home(session: Session, case: Case, content: bytes, **told: object) -> int:
    """Let a paper come in; return its number."""
    receipt = receive_paper(session, case.number, IncomingPaper(content, **told), "operator-1")  # type: ignore[arg-type]
    session.commit()
    assert receipt.reason is None, receipt.message
    return receipt.number


def confirm(session: Session, case: Case, paper: int, **said: object) -> str:
    """Say what is on a paper, as an operator."""
    message, _ = confirm_paper(session, case.number, paper, Confirmation("operator-2", **said), "operator-1")  # type: ignore[arg-type]
    session.commit()
    return message


def profiles(session: Session, case: Case) -> list[int]:
    """Return the versions of the profile."""
    return [each.number for each in session.exec(select(PreparationContent)).all() if each.case_id == case.id]


def test_a_confirmed_profile_is_recorded_as_by_command(session: Session, case: Case) -> None:
    """Its day and source are an event, its words a sealed version; nothing of them stands in an event or the answer."""
    paper = come_home(session, case, form(session, case))
    assert profiles(session, case) == []
    said = confirm(session, case, paper, signed_by=("bedrijfsarts",))
    assert "Functioneel profiel van" in said
    assert "versie 1" in said
    known = case_state_in(session, case.number).plan.facts.preparation.profile
    assert known is not None
    assert (known.on, known.source, known.number) == (SOURCE, "fml", 1)
    content = read_content(session, case.id, ProfileContent, 1)
    assert content == ProfileContent(
        possibilities="Zittend werk, kanarie in de buurt", limits="Niet tillen", hours_per_week="20", hours_per_day="4",
        rubrics=("werktijden",),
    )  # fmt: skip
    plain = session.execute(text("select string_agg(data::text, ' ') from case_event")).scalar_one()
    assert "kanarie" not in plain + said
    assert verify_record(session) == []


def test_a_profile_is_taken_over_once(session: Session, case: Case) -> None:
    """Another signature on the same paper makes no second version."""
    paper = come_home(session, case, form(session, case))
    confirm(session, case, paper)
    confirm(session, case, paper, signed_by=("bedrijfsarts",))
    assert profiles(session, case) == [1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"uren_per_week": "90"}, "uren_per_week"), ({"mogelijkheden": ""}, "'mogelijkheden' ontbreekt"),
     ({"bron_datum": "31-02-2026"}, "bron_datum"), ({"bron_datum": "01-01-2019"}, "eerste ziektedag")],
)  # fmt: skip
def test_content_that_cannot_be_leaves_the_paper_confirmed(
    session: Session, case: Case, changes: dict[str, str], expected: str
) -> None:
    """What is wrong is said with the way on; that a person looked at the paper stands."""
    said = confirm(session, case, come_home(session, case, form(session, case, **changes)), signed_by=("bedrijfsarts",))
    assert "De inhoud is niet overgenomen" in said
    assert expected in said
    assert "spoorboek referral prepare" in said
    assert profiles(session, case) == []
    assert [each.kind for each in load_record(session, case).events][-1] == "document_confirmed"


def test_a_scan_of_a_profile_is_recorded_by_hand(session: Session, case: Case) -> None:
    """A picture has no fields: the answer says how its content is recorded."""
    paper = come_home(session, case, picture("PNG"), kind="functioneel_profiel", dated=SOURCE)
    said = confirm(session, case, paper, signed_by=("bedrijfsarts",))
    assert f"spoorboek referral prepare {case.number} functioneel_profiel" in said
    assert profiles(session, case) == []


def test_a_study_that_comes_as_a_paper_completes_its_step(session: Session, case: Case) -> None:
    """Who sent it did it; its outcome is what the referral waited for, and the report asks for it no more."""
    asked = {"on": (TODAY - timedelta(9)).isoformat(), "by": "arbeidsdeskundige"}
    append_event(session, case, "feasibility_asked", TODAY, asked, "operator-1")
    session.commit()
    before = case_state_in(session, case.number)
    assert "Nog te ontvangen:** het rapport van het haalbaarheidsonderzoek, van de arbeidsdeskundige" in dossier_page(
        before
    )
    assert [row.present for row in riv_inventory(before) if "Haalbaarheid" in row.title] == [False]
    paper = come_home(session, case, picture("PNG"), sender="arbeidsdeskundige", **STUDY)
    said = confirm(session, case, paper, outcome="haalbaar")
    assert "Het tweede spoor is haalbaar, volgens de arbeidsdeskundige" in said
    after = case_state_in(session, case.number)
    assert "haalbaarheidsonderzoek" not in {each.step for each in missing(after.plan.facts, TODAY)}
    steps = {each.ref.key: each.status for each in after.agenda.steps}
    assert steps["haalbaarheidsonderzoek"] == "gedaan"
    assert "Nog te ontvangen" not in dossier_page(after)
    row = next(row for row in riv_inventory(after) if "Haalbaarheid" in row.title)
    assert (row.present, row.dated, row.author) == (True, TODAY - timedelta(3), "de arbeidsdeskundige")


def test_a_study_ordered_from_the_bureau_is_still_asked_for(session: Session, case: Case) -> None:
    """The order lets the referral go; the report itself is owed until it is there."""
    asked = {"on": (TODAY - timedelta(9)).isoformat(), "by": "bureau"}
    append_event(session, case, "feasibility_asked", TODAY, asked, "operator-1")
    session.commit()
    current = case_state_in(session, case.number)
    assert "haalbaarheidsonderzoek" not in {each.step for each in missing(current.plan.facts, TODAY)}
    assert "van het re-integratiebureau" in dossier_page(current)


def test_a_study_needs_its_outcome_and_who_made_it(session: Session, case: Case) -> None:
    """Neither is guessed; and another paper has no outcome."""
    paper = come_home(session, case, picture("PNG"), **STUDY)
    with pytest.raises(InputError, match="--outcome"):
        confirm(session, case, paper)
    session.rollback()
    with pytest.raises(InputError, match="Van wie is het onderzoek"):
        confirm(session, case, paper, outcome="haalbaar")
    session.rollback()
    other = come_home(session, case, form(session, case))
    with pytest.raises(InputError, match="Laat --outcome weg"):
        confirm(session, case, other, outcome="haalbaar")


def test_the_command_takes_an_outcome(session: Session, case: Case, typed: Callable[..., Said]) -> None:
    """An unknown code is refused with those that are known."""
    paper = come_home(session, case, picture("PNG"), sender="werkgever", **STUDY)
    words = ("document", "confirm", case.number, str(paper), "--door", "operator-1", "--outcome")
    assert "haalbaar" in typed(*words, "misschien").err
    assert typed(*words, "niet-haalbaar").code == 0
