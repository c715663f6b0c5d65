"""What a person recorded here is never turned back by a file: it is held, named, and settled once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select
from support.import_rows import imported, refusal, row_of, verdicts

from models.record import append_event, close_case, load_record
from models.tables import Case
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.importing.differences.known_case import KEEP, TAKE
from spoorboek.importing.differences.settling import list_differences, settle_difference
from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.reports.fold import fold_events

TODAY = date(2026, 11, 22)
END, AOW = "Laatste_dag_dienstverband", "AOW-datum"


@pytest.fixture(autouse=True)
def fixed_day(session: Session) -> None:
    """Let it be 22 November 2026."""
    set_virtual_day(session, TODAY)
    session.commit()


@pytest.fixture
def report(session: Session) -> Callable[..., int]:
    """Return a function that records what a person says of the one case, and returns its number."""

    def record(kind: Any, **data: Any) -> int:
        session.expire_all()
        said = {name.rstrip("_"): value for name, value in data.items()}
        case = session.exec(select(Case).order_by(Case.id.desc())).first()  # type: ignore[attr-defined]
        assert case is not None
        seq = append_event(session, case, kind, TODAY, said, "operator-1").seq
        session.commit()
        return seq

    return record


def known(session: Session) -> CaseFacts:
    """Return the facts of the newest case."""
    session.expire_all()
    case = session.exec(select(Case).order_by(Case.id.desc())).first()  # type: ignore[attr-defined]
    assert case is not None
    return fold_events(load_record(session, case).events)


def version(session: Session) -> int:
    """Return how many events the newest case has."""
    session.expire_all()
    return session.exec(select(Case.version).order_by(Case.id.desc())).first() or 0  # type: ignore[attr-defined]


def settle(session: Session, choice: str) -> str:
    """Decide about the one difference that waits."""
    (held,) = list_differences(session)
    assert held.difference.seq is not None
    told, woken = settle_difference(session, held.number, held.difference.seq, choice, "operator-2")
    session.commit()
    assert woken == [held.number]
    return told


# What a file says first, what a person says then, the name of the fact, ours and the value of the file as shown.
REVERSALS: list[tuple[dict[str, str], tuple[Any, dict[str, Any]], str, str, str]] = [
    ({}, ("first_day_corrected", {"first_sick_day": "2026-11-03"}), "first_sick_day", "3 november", "2 november"),
    (
        {"Eerste_ziektedag": "2-11-2026"},
        ("first_day_corrected", {"first_sick_day": "2026-10-01"}),
        "first_sick_day",
        "1 oktober",
        "2 november",
    ),
    ({END: "31-12-2026"}, ("contract_end_set", {"on": "2027-01-31"}), "contract_ends_on", "31 januari", "31 december"),
    ({END: "31-12-2026"}, ("contract_end_set", {"on": None}), "contract_ends_on", "leeg", "31 december"),
    ({AOW: "1-5-2030"}, ("aow_set", {"on": "2031-05-01"}), "aow_on", "1 mei 2031", "1 mei 2030"),
    ({AOW: "1-5-2030"}, ("aow_set", {"on": None}), "aow_on", "leeg", "1 mei 2030"),
    ({"Vangnet": "zes weken"}, ("safety_net_set", {"safety_net": "vierde_dag"}), "safety_net", "vierde", "zes weken"),
    ({"Vangnet": "zes weken"}, ("safety_net_set", {"safety_net": None}), "safety_net", "leeg", "zes weken"),
    ({"42e-weeksmelding": "nee"}, ("week_42_report_set", {"needed": True}), "no_week_42_report", "ja", "nee"),
    ({"Vangnet": "nee"}, ("safety_net_set", {"safety_net": "zes_weken"}), "safety_net", "zes weken", "nee"),
    ({"Hersteld_per": "16-11-2026"}, ("report_withdrawn", {"report": 2}), "recoveries", "leeg", "16 november"),
]


@pytest.mark.parametrize(("file", "said", "field", "ours", "theirs"), REVERSALS)
@pytest.mark.parametrize("choice", [KEEP, TAKE])
def test_a_file_that_says_otherwise_is_held_and_settled_once(
    session: Session,
    report: Callable[..., int],
    file: dict[str, str],
    said: tuple[Any, Mapping[str, Any]],
    field: str,
    ours: str,
    theirs: str,
    choice: str,
) -> None:
    """The same file again changes nothing, is named with both values, and is silent once a person decided."""
    row, beside = row_of(**file), row_of(Personeelsnummer="B2", Naam="Piet")
    imported(row)
    report(said[0], **said[1])
    before = getattr(known(session), field)
    found = imported(row)
    assert [each.verdict for each in found.rows] == ["aangehouden"]
    assert ours in str(found)
    assert theirs in str(found)
    assert getattr(known(session), field) == before
    recorded = version(session)
    assert verdicts(row) == ["aangehouden"]
    assert version(session) == recorded
    told = settle(session, choice)
    assert (theirs if choice == TAKE else ours) in told
    assert (getattr(known(session), field) == before) == (choice == KEEP)
    recorded = version(session)
    assert verdicts(row) == ["ongewijzigd"]
    assert version(session) == recorded
    assert list_differences(session) == []
    assert verdicts(row, beside) == ["ongewijzigd", "nieuw"]
    assert verify_record(session) == []


def test_another_value_of_the_file_is_held_anew(session: Session, report: Callable[..., int]) -> None:
    """Kept is ours against one value; the next one is named again, and nothing else of the row is lost."""
    imported(row_of(**{END: "31-12-2026"}))
    report("contract_end_set", on="2027-01-31")
    imported(row_of(**{END: "31-12-2026"}))
    settle(session, KEEP)
    found = imported(row_of(Functie="bakker", **{END: "28-2-2027", AOW: "1-5-2030"}))
    assert "28 februari 2027" in str(found)
    assert str(found).endswith("op 1 verschil dat wacht op een besluit na: `spoorboek difference list`.")
    assert (known(session).contract_ends_on, known(session).aow_on) == (date(2027, 1, 31), date(2030, 5, 1))
    assert verdicts(row_of(**{END: "31-1-2027"})) == ["ongewijzigd"]
    assert verdicts(row_of(**{END: "31-1-2027"})) == ["ongewijzigd"]


def test_the_rest_of_the_file_goes_in_beside_a_difference(session: Session, report: Callable[..., int]) -> None:
    """All or nothing is for errors; with an error in another row nothing is held either."""
    imported(row_of())
    report("first_day_corrected", first_sick_day="2026-11-03")
    beside = row_of(Personeelsnummer="B2", Naam="Piet")
    recorded = version(session)
    assert "Eerste ziektedag" in refusal(row_of(), {**beside, "Eerste ziektedag": "32-1-2026"})
    assert version(session) == recorded
    assert verdicts(row_of(Hersteld_per="16-11-2026"), beside) == ["gewijzigd", "nieuw"]
    assert len(list_differences(session)) == 1


def test_a_recovery_a_person_reported_is_not_replaced(session: Session, report: Callable[..., int]) -> None:
    """Another day of recovery in the file is held; taking it withdraws ours, and the dossier shows both."""
    imported(row_of())
    report("recovered", from_="2026-11-16")
    assert verdicts(row_of(Hersteld_per="18-11-2026")) == ["aangehouden"]
    settle(session, TAKE)
    assert [each.from_ for each in known(session).recoveries] == [date(2026, 11, 18)]
    assert verdicts(row_of(Hersteld_per="18-11-2026")) == ["ongewijzigd"]


def test_the_old_first_day_after_a_correction_is_no_relapse(session: Session, report: Callable[..., int]) -> None:
    """A first day that a person corrected, and that lies after a recovery, opens nothing and continues nothing."""
    imported(row_of())
    report("first_day_corrected", first_sick_day="2026-10-01")
    report("recovered", from_="2026-10-12")
    assert verdicts(row_of()) == ["aangehouden"]
    assert len(session.exec(select(Case)).all()) == 1
    assert known(session).recoveries[0].until is None


def test_a_relapse_a_person_withdrew_does_not_come_back(session: Session, report: Callable[..., int]) -> None:
    """The file repeats it, and is held."""
    imported(row_of(Hersteld_per="9-11-2026"))
    imported(row_of(Eerste_ziektedag="13-11-2026"))
    report("report_withdrawn", report=3)
    assert verdicts(row_of(Eerste_ziektedag="13-11-2026")) == ["aangehouden"]
    assert known(session).recoveries[0].until is None
    settle(session, TAKE)
    assert known(session).recoveries[0].until == date(2026, 11, 12)


def test_an_older_first_day_does_not_pull_back_the_next_case(session: Session) -> None:
    """The case before had that day: an export of before the new case says nothing of it."""
    imported(row_of(Eerste_ziektedag="1-9-2026"))
    imported(row_of(Eerste_ziektedag="1-9-2026", Hersteld_per="12-10-2026"))
    case = session.exec(select(Case)).one()
    close_case(session, case, date(2026, 11, 8))
    session.commit()
    imported(row_of(Eerste_ziektedag="9-11-2026"))
    assert verdicts(row_of(Eerste_ziektedag="1-9-2026", Hersteld_per="12-10-2026")) == ["ongewijzigd"]
    assert known(session).first_sick_day == date(2026, 11, 9)


@pytest.mark.parametrize("choice", [None, KEEP])
def test_the_next_case_keeps_what_a_person_recorded(
    session: Session, report: Callable[..., int], choice: str | None
) -> None:
    """A contract end set by a person goes along; a file that says otherwise is held there, unless that was settled."""
    end = {END: "31-12-2026"}
    imported(row_of(Eerste_ziektedag="1-9-2026", **end))
    imported(row_of(Eerste_ziektedag="1-9-2026", Hersteld_per="12-10-2026"))
    report("contract_end_set", on="2027-06-30")
    if choice:
        imported(row_of(Eerste_ziektedag="1-9-2026", **end))
        settle(session, choice)
    close_case(session, session.exec(select(Case)).one(), date(2026, 11, 8))
    session.commit()
    assert verdicts(row_of(Eerste_ziektedag="9-11-2026", **end)) == ["nieuw"]
    assert known(session).contract_ends_on == date(2027, 6, 30)
    assert len(list_differences(session)) == (0 if choice else 1)
    assert verdicts(row_of(Eerste_ziektedag="9-11-2026", **end)) == ["ongewijzigd" if choice else "aangehouden"]
    assert known(session).contract_ends_on == date(2027, 6, 30)


def test_only_what_waits_can_be_settled_and_once(session: Session, report: Callable[..., int]) -> None:
    """Another number, or the same twice, is refused; a dry run holds nothing."""
    imported(row_of())
    report("first_day_corrected", first_sick_day="2026-11-03")
    recorded = version(session)
    imported(row_of(), dry_run=True)
    assert version(session) == recorded
    imported(row_of())
    (held,) = list_differences(session)
    settle(session, KEEP)
    for seq in (1, held.difference.seq or 0, 99):
        with pytest.raises(InputError, match="geen verschil"):
            settle_difference(session, held.number, seq, TAKE, "operator-1")


def test_what_only_files_said_is_still_updated_by_files(session: Session) -> None:
    """Nobody here recorded anything: another end of the contract in the next file is news."""
    imported(row_of(**{END: "31-12-2026"}))
    assert verdicts(row_of(**{END: "31-1-2027"})) == ["gewijzigd"]
    assert verdicts(row_of(Eerste_ziektedag="3-11-2026")) == ["gewijzigd"]
    assert list_differences(session) == []
