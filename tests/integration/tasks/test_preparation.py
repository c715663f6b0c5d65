"""Nothing goes to a bureau unprepared: what is recorded with content, what is refused, and what the record keeps."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from support.command_in_process import Said
from support.prepared_cases import PROFILE, SEARCH, prepare_referral_of

from models.record import append_event, open_case
from models.second_track.preparation_content import ProfileContent, SearchContent, read_content
from models.tables import BOUNCED, Bureau, Case, CaseEvent, Employee, Message, PreparationContent
from spoorboek import clock
from spoorboek.errors import InputError
from tasks.case_state import CaseState, read_case_state, store_case_state
from tasks.effects.perform import perform
from tasks.effects.preparation_data import broad_terms, known_preparation, preparation_missing
from tasks.referral_approval import approve_referral, confirm_referral, preview_referral
from tasks.reports.fact_reports import report_fact
from tasks.reports.preparation_content import profile_of_form, report_profile, report_search_data
from tasks.reports.report_fields import GivenFields
from tasks.views.dossier_page import dossier_page
from tasks.views.person_access.person_export import export_person

pytestmark = pytest.mark.usefixtures("working_day")
MakeCase = Callable[..., Case]
SICK, EVALUATED = 375, 340


@pytest.fixture
def case(make_case: MakeCase, session: Session) -> Case:
    """Adopt a case in the week its second track starts; one bureau is known."""
    employee = session.get_one(Employee, make_case(name="Zwaan Zwaluwstaart", email="zwaan@vogel.example").employee_id)
    session.add(Bureau(code="eerste", name="Bureau eerste", email="eerste@bureau.example"))
    today = clock.today()
    data = {"first_sick_day": today - timedelta(SICK), "adopted_on": today}
    opened = open_case(session, employee, today, data, "operator-1")
    evaluated = (today - timedelta(SICK - EVALUATED)).isoformat()
    done = {"step": "eerstejaarsevaluatie", "occurrence": 1, "on": evaluated, "evidence": None}
    append_event(session, opened, "step_done", today, done, "operator-1")
    session.commit()
    return opened


def wake(case: Case) -> CaseState:
    """Carry out what a case asks for, as its run would."""
    while actions := (current := read_case_state(case.number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)
    return current


def waits_for(session: Session, case: Case) -> list[str]:
    """List the steps whose result a referral waits for."""
    session.expire_all()
    return [each.step for each in preparation_missing(session, read_case_state(case.number))]


def test_no_referral_is_prepared_and_the_dossier_says_what_it_waits_for(case: Case) -> None:
    """The day is there, and nothing else: no row, and five things to get, each with who must supply it."""
    current = wake(case)
    assert not [key for key in current.record.effects if key.kind == "referral"]
    page = dossier_page(current)
    assert "## De verwijzing wacht op" in page
    assert "| het functionele profiel van de bedrijfsarts | bedrijfsarts |" in page
    assert len(current.agenda.held_back) == 5
    start = next(state for state in current.agenda.steps if state.ref.key == "start_spoor_2")
    assert start.reason is not None
    assert "wacht op" in start.reason


def test_once_all_is_there_the_referral_carries_it(case: Case, session: Session) -> None:
    """Form and message hold the profile and where to search; no field of either stays blank."""
    prepare_referral_of(session, case.number)
    wake(case)
    content = preview_referral(session, case.number).content
    for words in (PROFILE["mogelijkheden"], PROFILE["beperkingen"], "06 12345678", "postcodegebied 35", "fiets"):
        assert words in content.form
    message = json.loads(content.message)
    assert PROFILE["mogelijkheden"] in message["belastbaarheid"]["mogelijkheden"]
    assert message["onderzoek"]["sporen"] == [1, 2]
    assert not {"Mogelijkheden in termen van werk", "Bron", "Uitkomst van het onderzoek"} & set(content.missing)
    assert "bevestigd" in confirm_referral(session, case.number, "operator-1")


def test_what_changed_since_asks_for_a_new_confirmation_and_the_former_version_stays(
    case: Case, session: Session
) -> None:
    """A second profile takes the place of the first; the event names its version."""
    prepare_referral_of(session, case.number)
    wake(case)
    before = preview_referral(session, case.number).content.digest
    said = report_profile(
        session, case.number, {**PROFILE, "bron_datum": clock.today(), "mogelijkheden": "Alleen thuis"}, "operator-1"
    )
    session.commit()
    assert said.endswith("als versie 2.")
    assert preview_referral(session, case.number).content.digest != before
    first, second = (read_content(session, case.id, ProfileContent, number) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.possibilities, second.possibilities) == (PROFILE["mogelijkheden"], "Alleen thuis")


def test_a_letter_that_came_back_told_nobody(case: Case, session: Session) -> None:
    """Only a letter that really went counts, from the day after; a person who tells the employee does as well."""
    prepare_referral_of(session, case.number, informed=False)
    wake(case)
    letter = next(each for each in session.exec(select(Message)) if each.to_role == "werknemer")
    yesterday = clock.now() - timedelta(days=1)
    letter.status, letter.sent_at = BOUNCED, yesterday
    session.add(letter)
    session.commit()
    assert waits_for(session, case) == ["informeren_spoor_2"]
    report_fact(session, case.number, "werknemer_ingelicht", GivenFields(clock.today()), "operator-1")
    session.commit()
    assert waits_for(session, case) == ["informeren_spoor_2"]  # today is not an earlier day
    report_fact(session, case.number, "werknemer_ingelicht", GivenFields(yesterday.date()), "operator-1")
    session.commit()
    assert waits_for(session, case) == []


def test_content_stands_sealed_and_no_event_holds_it(case: Case, session: Session, tmp_path: Path) -> None:
    """Events hold days, codes and numbers; the row is unreadable; the person gets all of it."""
    prepare_referral_of(session, case.number)
    events = json.dumps([each.data for each in session.exec(select(CaseEvent))])
    rows = " ".join(map(str, session.execute(text("select preparation_content::text from preparation_content"))))
    for secret in (PROFILE["mogelijkheden"], PROFILE["beperkingen"], SEARCH["telefoon"], "Zwaan"):
        assert secret not in events
        assert secret not in rows
    found = read_content(session, case.id, SearchContent, 1)
    assert found is not None
    assert (found.phone, repr(found)) == (SEARCH["telefoon"], "SearchContent(…)")
    export_person(session, case.number, tmp_path / "uit", clock.today())
    exported = json.loads((tmp_path / "uit" / "gegevens.json").read_text())
    kinds = [each["soort"] for zaak in exported["zaken"] for each in zaak["voorbereiding"]]
    assert sorted(kinds) == ["functioneel_profiel", "zoekgegevens"]


def test_a_bureau_that_is_only_asked_learns_nothing_that_tells_who_it_is(case: Case, session: Session) -> None:
    """Region, level, hours and codes; no number, address, wish or sentence of the bedrijfsarts."""
    prepare_referral_of(session, case.number)
    terms = broad_terms(known_preparation(session, read_case_state(case.number)))
    assert terms == ("35", "mbo_4", "20", ("dynamische_handelingen", "werktijden"), ("fiets",), "")
    without = known_preparation(session, read_case_state(case.number))._replace(search=None)
    assert broad_terms(without) is None


def test_the_sending_names_the_versions_that_went(case: Case, session: Session) -> None:
    """The second profile and the first search data: kept with the effect, so it is known later what a bureau got."""
    prepare_referral_of(session, case.number)
    report_profile(session, case.number, {**PROFILE, "bron_datum": clock.today()}, "operator-1")
    session.commit()
    wake(case)
    confirm_referral(session, case.number, "operator-1")
    approve_referral(session, case.number, "operator-2")
    session.commit()
    current = wake(case)
    (sent,) = [each for key, each in current.record.effects.items() if key.kind == "referral_sent"]
    assert sent.detail == {"profile": 2, "search_data": 1, "moves": "aangemeld"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mogelijkheden": ""}, "'mogelijkheden' ontbreekt"),
        ({"mogelijkheden": "x" * 601}, "hoogstens 600"),
        ({"bron": "diagnose"}, "'bron' heeft een onbekende waarde"),
        ({"rubrieken": "rug"}, "'rubrieken' heeft een onbekende waarde"),
        ({"uren_per_week": "veel"}, "'uren_per_week' is geen goede waarde"),
        ({"uren_per_week": "0"}, "meer dan 0"),
        ({"uren_per_dag": "13"}, "hoogstens 12"),
        ({"bron_datum": "31-02-2026"}, "'bron_datum' is geen datum"),
        ({"bron_datum": "2199-01-01"}, "ligt in de toekomst"),
        ({"klachten": "rug"}, "Onbekend veld 'klachten'"),
        ({"beperkingen": "a\u202eb"}, "'beperkingen' bevat"),
    ],
    ids=str,
)
def test_a_profile_that_cannot_be_is_refused_and_nothing_is_kept(
    case: Case, session: Session, change: dict[str, str], says: str
) -> None:
    """One message that names the field; no row, no event."""
    given = {**PROFILE, "bron_datum": clock.today().isoformat(), **change}
    with pytest.raises(InputError, match=says):
        report_profile(session, case.number, given, "operator-1")
    session.rollback()
    assert not session.exec(select(PreparationContent)).all()
    assert not [each for each in session.exec(select(CaseEvent)) if each.kind == "profile_recorded"]


@pytest.mark.parametrize(
    "change",
    [
        {"regio": "3511"},
        {"regio": "05"},
        {"niveau": "slim"},
        {"telefoon": "bel maar"},
        {"mail": "geen adres"},
        {"reistijd": "500"},
        {"vervoer": "paard"},
        {"bsn": "111222333"},
    ],
    ids=str,
)
def test_search_data_that_cannot_be_are_refused(case: Case, session: Session, change: dict[str, str]) -> None:
    """The whole postcode, an unknown level, what is no number or address."""
    with pytest.raises(InputError, match=next(iter(change))):
        report_search_data(session, case.number, {**SEARCH, **change}, "operator-1")


def test_a_filled_form_gives_the_fields_of_a_profile() -> None:
    """By the names of the fields in the PDF; a tick is a rubric."""
    filled = {
        "bron": "/fml",
        "bron_datum": "01-06-2026",
        "rubriek_werktijden": "/ja",
        "rubriek_statische_houdingen": "/Off",
    }
    given = profile_of_form({**filled, "mogelijkheden": "Zittend werk", "handtekening_bedrijfsarts": ""})
    assert given == {
        "bron": "fml",
        "bron_datum": "01-06-2026",
        "mogelijkheden": "Zittend werk",
        "rubrieken": ["werktijden"],
    }


def test_the_command_records_a_file_and_fields(typed: Callable[..., Said], case: Case, tmp_path: Path) -> None:
    """A file and fields beside it; what is wrong is said in one line, and nothing is recorded."""
    file = tmp_path / "profiel.yaml"
    file.write_text("\n".join(f"{name}: '{value}'" for name, value in PROFILE.items()))
    words = ("referral", "prepare", case.number, "functioneel_profiel", "--file", str(file), "--door", "operator-1")
    said = typed(*words)
    assert said.code == 2
    assert "'bron_datum' ontbreekt" in said.err
    said = typed(*words, "--field", f"bron_datum={clock.today():%d-%m-%Y}")
    assert (said.code, said.err) == (0, "")
    assert "versie 1" in said.out
    assert "Onbekend: 'diagnose'" in typed("referral", "prepare", case.number, "diagnose", "--door", "operator-1").err
