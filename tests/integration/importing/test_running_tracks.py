"""A file brings second tracks that run already: each keeps its bureau and its days; clocks count from now on."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select
from support.import_rows import imported, refusal, row_of, verdicts

from models.case_lookup import find_referral
from models.record import append_event, close_case
from models.tables import REFERRED, Bureau, Case, CaseEffect, CaseEvent, Message, Referral
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.importing.differences.settling import list_differences, settle_difference
from spoorboek.importing.empty_workbook import write_empty_workbook
from spoorboek.importing.import_file import import_file
from spoorboek.importing.reading.track_columns import TRACK_COLUMNS
from tasks.case_state import CaseState, read_case_state, store_case_state
from tasks.effects.perform import perform

TODAY = date(2026, 11, 23)  # a Monday
FIRST = "3-11-2025"
MAILING = ("mail", "reminder", "late", "escalation", "warning", "question", "referral_sent", "referral_asked")
BUREAU = {"Bureau_tweede_spoor": "loopbaan"}
RUNNING = {
    **BUREAU,
    "Bureau_gevraagd_op": "1-6-2026",
    "Aangemeld_bij_bureau_op": "8-6-2026",
    "Bevestigd_door_bureau_op": "9-6-2026",
    "Intake_gehouden_op": "15-6-2026",
    "Trajectplan_ontvangen_op": "29-6-2026",
    "Traject_gestart_op": "6-7-2026",
    "Traject_verwacht_einde": "5-7-2027",
    "Laatste_voortgangsrapportage_op": "2-11-2026",
}


@pytest.fixture(autouse=True)
def register(session: Session) -> None:
    """Let it be 23 November 2026; two bureaus are known."""
    set_virtual_day(session, TODAY)
    for rank, code in enumerate(("LOOPBAAN", "ander")):
        session.add(Bureau(code=code, name=f"Bureau {code}", email=f"{code}@bureau.example", rank=rank))
    session.commit()


def track(first: str = FIRST, **columns: str) -> dict[str, str]:
    """Make the row of one person with a second track."""
    return row_of(Eerste_ziektedag=first, **columns)


def the_case(session: Session) -> Case:
    """Return the only case."""
    session.expire_all()
    return session.exec(select(Case)).one()


def state_of(session: Session) -> CaseState:
    """Return where the only case stands."""
    return read_case_state(the_case(session).number)


def woken(session: Session) -> CaseState:
    """Carry out all that the case asks for today, as its run would."""
    number = the_case(session).number
    while actions := (current := read_case_state(number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)
    store_case_state(current)
    session.expire_all()
    return current


def moves(current: CaseState, number: int = 1) -> list[tuple[str, date]]:
    """Return the states of a referral with their days."""
    found = next(each for each in current.plan.facts.referrals if each.number == number)
    return [(move.to, move.on) for move in found.moves]


def targets(current: CaseState) -> dict[str, date | None]:
    """Return the target of each step that is open or planned, of the referral alone."""
    rows = current.edition.rules.rows
    return {
        each.ref.key: each.target_on
        for each in current.agenda.steps
        if rows[each.ref.key].of_referral and each.status not in ("gedaan", "vervallen")
    }


def test_a_running_track_keeps_its_days_and_counts_from_today(session: Session) -> None:
    """Every day of the file stands in the history; the next report counts from the last, the end is the planned one."""
    report = imported(track(**RUNNING))
    assert [each.verdict for each in report.rows] == ["nieuw"]
    current = state_of(session)
    assert moves(current) == [
        ("uitvraag", date(2026, 6, 1)), ("aangemeld", date(2026, 6, 8)), ("bevestigd", date(2026, 6, 9)),
        ("intake_gehouden", date(2026, 6, 15)), ("trajectplan", date(2026, 6, 29)), ("loopt", date(2026, 7, 6)),
    ]  # fmt: skip
    assert targets(current)["voortgangsrapportage"] == date(2026, 11, 2) + timedelta(42)
    assert current.plan.facts.referrals[0].ends_on == date(2027, 7, 5)
    steps = {each.ref.key: each.status for each in current.agenda.steps}
    assert steps["start_spoor_2"] == "gedaan"
    row = find_referral(session, the_case(session), 1)
    assert row is not None
    assert row.status == REFERRED
    assert session.get_one(Bureau, row.bureau_id).code == "LOOPBAAN"
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("columns", "step", "days"),
    [
        ({"Aangemeld_bij_bureau_op": "1-6-2026"}, "ontvangst_aanmelding", 2),
        ({"Bevestigd_door_bureau_op": "1-6-2026"}, "intake_bureau", 7),
        ({"Aangemeld_bij_bureau_op": "1-6-2026", "Intake_gepland_op": "8-6-2026"}, "intake_bureau", 0),
        ({"Aangemeld_bij_bureau_op": "1-6-2026", "Intake_gepland_op": "30-11-2026"}, "intake_bureau", 7),
        ({"Intake_gehouden_op": "1-6-2026"}, "trajectplan", 14),
        ({"Trajectplan_ontvangen_op": "1-6-2026"}, "akkoord_trajectplan", 3),
        ({"Traject_gestart_op": "1-6-2026"}, "voortgangsrapportage", 42),
        (
            {"Traject_gestart_op": "1-6-2026", "Laatste_voortgangsrapportage_op": "1-7-2026"},
            "voortgangsrapportage", 42,
        ),
        ({"Traject_gestart_op": "1-6-2026", "Traject_verwacht_einde": "1-9-2026"}, "eindrapport", 14),
        (
            {"Eindrapport_ontvangen_op": "1-6-2026", "Uitkomst_traject": "Passend werk gevonden"},
            "afronding_traject", 14,
        ),
        ({"Nazorg_vanaf": "1-6-2026", "Start_nieuw_werk_op": "1-6-2026"}, "nazorg_4_weken", 28),
        ({"Bureau_gevraagd_op": "1-6-2026"}, "antwoord_op_uitvraag", 3),
    ],
)  # fmt: skip
def test_no_clock_counts_from_before_the_take_over(
    session: Session, columns: dict[str, str], step: str, days: int
) -> None:
    """However long ago a state was reached, its clock begins on the day of the import: nothing is late at once."""
    imported(track(**BUREAU, **columns))
    current = woken(session)
    assert targets(current)[step] == TODAY + timedelta(days)
    rows = current.edition.rules.rows
    late = (each.ref.key for each in current.agenda.steps if each.status == "te_laat")
    assert [key for key in late if rows[key].of_referral] == []
    assert min(day for day in targets(current).values() if day) >= TODAY


@pytest.mark.parametrize("state", ["aangemeld", "uitvraag", "loopt"])
def test_nobody_with_a_bureau_gets_a_second_question(session: Session, state: str) -> None:
    """The first wakes prepare no other referral, ask nobody, and send the bureau nothing; nothing is asked anew."""
    title = {"aangemeld": "Aangemeld_bij_bureau_op", "uitvraag": "Bureau_gevraagd_op", "loopt": "Traject_gestart_op"}
    imported(track(**BUREAU, **{title[state]: "1-6-2026"}))
    for days in range(15):
        set_virtual_day(session, TODAY + timedelta(days))
        session.commit()
        woken(session)
    kinds = session.exec(select(CaseEffect).where(col(CaseEffect.kind).like("referral%"))).all()
    assert [(each.kind, each.name) for each in kinds] == [("referral", "1")]
    if state == "uitvraag":
        return  # the registration is still to come, and is prepared for
    prepares = ("haalbaarheidsonderzoek", "functioneel_profiel", "informeren_spoor_2", "zoekgegevens_spoor_2")
    assert session.exec(select(CaseEffect).where(col(CaseEffect.step).in_(prepares))).all() == []
    assert [each for each in session.exec(select(Message)).all() if "bureau.example" in str(each.model_dump())] == []


def test_a_track_brings_no_mail_on_the_day_of_the_import(session: Session) -> None:
    """A hundred tracks flood nobody: on that day nothing is mailed that a case without a track would not bring too."""
    imported(track(**RUNNING), track(Personeelsnummer="B2", Naam="Jo Vos"))
    session.expire_all()
    mailed = []
    for case in session.exec(select(Case).order_by(col(Case.id))).all():
        while actions := (current := read_case_state(case.number)).actions:
            for action in actions:
                perform.fn(action.kind, current, action)
        effects = session.exec(select(CaseEffect).where(CaseEffect.case_id == case.id)).all()
        mailed.append({(each.step, each.kind, each.name) for each in effects if each.kind in MAILING})
    assert mailed[0] <= mailed[1]


def test_the_verdict_finds_nothing_of_before_the_take_over(session: Session) -> None:
    """What was not to be seen here is the baseline; from the next term on the track is judged as any."""
    imported(track(**RUNNING))
    current = state_of(session)
    assert [each.code for each in current.verdict_on(TODAY).findings] == []
    later = {each.code for each in current.verdict_on(TODAY + timedelta(70)).findings}
    assert {"voortgang_te_laat", "stilte"} <= later


def test_importing_twice_is_once(session: Session) -> None:
    """The same rows a second time, the code written otherwise, change nothing; a dry run writes nothing."""
    assert imported(track(**RUNNING), dry_run=True).dry_run
    assert session.exec(select(Case)).all() == []
    assert verdicts(track(**RUNNING)) == ["nieuw"]
    events = len(session.exec(select(CaseEvent)).all())
    assert verdicts(track(**RUNNING | {"Bureau_tweede_spoor": "Loopbaan"})) == ["ongewijzigd"]
    assert len(session.exec(select(CaseEvent)).all()) == events


def test_a_dry_run_says_what_will_happen() -> None:
    """Bureau, state and day stand in the report, and that the terms count from today."""
    said = str(imported(track(**RUNNING), dry_run=True))
    assert "tweede spoor bij LOOPBAAN: aangemeld op 8 juni 2026" in said
    assert "loopt op 6 juli 2026; de termijnen tellen vanaf 23 november 2026" in said
    assert "Proefgang" in said


def test_a_track_that_went_on_elsewhere_goes_on_here(session: Session) -> None:
    """A later file brings a case without a track its bureau, and then the states beyond those that are known."""
    assert verdicts(track()) == ["nieuw"]
    assert verdicts(track(**BUREAU, Aangemeld_bij_bureau_op="16-11-2026")) == ["gewijzigd"]
    set_virtual_day(session, TODAY + timedelta(3))
    session.commit()
    further = {"Aangemeld_bij_bureau_op": "16-11-2026", "Intake_gehouden_op": "25-11-2026"}
    assert verdicts(track(**BUREAU, **further)) == ["gewijzigd"]
    assert moves(state_of(session)) == [("aangemeld", date(2026, 11, 16)), ("intake_gehouden", date(2026, 11, 25))]
    assert verdicts(track(**BUREAU, **further)) == ["ongewijzigd"]


def test_a_file_of_many_cases_of_which_some_have_a_track(session: Session) -> None:
    """All go in at once and a second time changes nothing; every record of the ledger is right."""
    people = [{"Personeelsnummer": f"P{number}", "Naam": f"Werknemer {number}"} for number in range(60)]
    without = dict.fromkeys(RUNNING, "")
    rows = [track(**each, **(RUNNING if place < 12 else without)) for place, each in enumerate(people)]
    assert imported(*rows).counts == {"nieuw": 60}
    assert len(session.exec(select(Referral)).all()) == 12
    assert imported(*rows).counts == {"ongewijzigd": 60}
    assert verify_record(session) == []


def test_another_bureau_than_has_the_case_is_held_for_a_person(session: Session) -> None:
    """Neither is guessed: both codes are named, the rest goes in, and the choice to keep ours is silent afterwards."""
    imported(track(**RUNNING))
    other = track(**RUNNING | {"Bureau_tweede_spoor": "ander"}, AOW_datum="1-1-2040")
    report = imported(other)
    assert "bureau tweede spoor is hier LOOPBAAN, in het bestand ander" in str(report)
    [held] = list_differences(session)
    with pytest.raises(InputError, match="spoorboek referral move"):
        settle_difference(session, held.number, held.difference.seq or 0, "bestand", "operator-1")
    session.rollback()
    settle_difference(session, held.number, held.difference.seq or 0, "onze", "operator-1")
    session.commit()
    assert verdicts(other) == ["ongewijzigd"]
    assert len(state_of(session).plan.facts.referrals) == 1


def test_a_replaced_bureau_stays_replaced(session: Session) -> None:
    """What ended here does not begin again by a file that still names it."""
    imported(track(**RUNNING))
    case = the_case(session)
    data = {"referral": 1, "to": "vervangen", "on": TODAY.isoformat(), "reason": "levert_niet"}
    append_event(session, case, "referral_moved", TODAY, data, "operator-1")
    session.commit()
    assert verdicts(track(**RUNNING)) == ["ongewijzigd"]
    assert state_of(session).plan.facts.referrals[0].state == "vervangen"


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"Aangemeld_bij_bureau_op": "24-11-2026"}, "(Aangemeld bij bureau op): de datum ligt in de toekomst"),
    ({"Laatste_voortgangsrapportage_op": "1-12-2026", "Traject_gestart_op": "1-6-2026"},
     "(Laatste voortgangsrapportage op): de datum ligt in de toekomst"),
    ({"Aangemeld_bij_bureau_op": "1-10-2025"}, "(Aangemeld bij bureau op): de datum ligt voor de eerste ziektedag"),
    ({"Traject_gestart_op": "1-6-2026", "Traject_verwacht_einde": "1-10-2025"},
     "(Traject verwacht einde): de datum ligt voor de eerste ziektedag"),
    ({"Aangemeld_bij_bureau_op": "8-6-2026", "Intake_gehouden_op": "1-6-2026"},
     "(Intake gehouden op): ligt vóór 'Aangemeld bij bureau op'; verwacht die dag of een latere"),
    ({"Traject_gestart_op": "8-6-2026", "Traject_verwacht_einde": "1-6-2026"},
     "(Traject verwacht einde): ligt vóór 'Traject gestart op'"),
    ({"Traject_gestart_op": "8-6-2026", "Laatste_voortgangsrapportage_op": "1-6-2026"},
     "(Laatste voortgangsrapportage op): ligt vóór 'Traject gestart op'"),
    ({"Aangemeld_bij_bureau_op": "8-6-2026", "Intake_gepland_op": "1-6-2026"},
     "(Intake gepland op): ligt vóór 'Aangemeld bij bureau op'"),
    ({"Stand_tweede_spoor": "loopt", "Aangemeld_bij_bureau_op": "8-6-2026"},
     "(Stand tweede spoor): past niet bij de ingevulde dagen: bij ‘loopt’ hoort een dag in 'Traject gestart op'"),
    ({"Stand_tweede_spoor": "aangemeld", "Aangemeld_bij_bureau_op": "8-6-2026", "Traject_gestart_op": "9-6-2026"},
     "(Traject gestart op): ingevuld, maar de stand is ‘aangemeld’"),
    ({"Stand_tweede_spoor": "bezig"}, "(Stand tweede spoor): kies uit: uitvraag"),
    ({}, "(Bureau tweede spoor): ingevuld, maar er staat geen dag bij"),
    ({"Bureau_tweede_spoor": "", "Intake_gehouden_op": "8-6-2026"},
     "(Intake gehouden op): ingevuld, maar 'Bureau tweede spoor' is leeg"),
    ({"Eindrapport_ontvangen_op": "8-6-2026"}, "(Eindrapport ontvangen op): ingevuld, maar 'Uitkomst traject' is leeg"),
    ({"Traject_gestart_op": "8-6-2026", "Uitkomst_traject": "uitkering"},
     "(Uitkomst traject): ingevuld, maar 'Eindrapport ontvangen op' is leeg"),
    ({"Aangemeld_bij_bureau_op": "8-6-2026", "Laatste_voortgangsrapportage_op": "9-6-2026"},
     "(Laatste voortgangsrapportage op): ingevuld, maar de stand is ‘aangemeld’"),
    ({"Traject_gestart_op": "8-6-2026", "Start_nieuw_werk_op": "1-12-2026"},
     "(Start nieuw werk op): ingevuld, maar de stand is ‘loopt’"),
    ({"Aangemeld_bij_bureau_op": "31-2-2026"}, "(Aangemeld bij bureau op): deze datum bestaat niet"),
    ({"Bureau_tweede_spoor": "loopban", "Aangemeld_bij_bureau_op": "8-6-2026"},
     "kolom 'Bureau tweede spoor': dit bureau staat niet in het register. Bedoelde u loopbaan?"),
    ({"Bureau_tweede_spoor": "Bureau LOOPBAAN", "Aangemeld_bij_bureau_op": "8-6-2026"},
     "(Bureau tweede spoor): geen code"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), REFUSED)
def test_each_fault_is_one_clear_message(session: Session, columns: dict[str, str], expected: str) -> None:
    """Row, column, what is wrong and what was expected; nothing is written."""
    said = refusal(track(**BUREAU | columns))
    assert expected in said
    assert said.count("regel 2") == 1, said
    assert session.exec(select(Case)).all() == []


def test_a_closed_case_takes_no_track(session: Session) -> None:
    """A track of a case that is closed is refused with the day and the ways on; one it has changes nothing."""
    imported(track())
    close_case(session, the_case(session), TODAY)
    session.commit()
    assert "de zaak is gesloten op 23 november 2026" in refusal(track(**RUNNING))


def test_who_is_not_ill_has_no_track() -> None:
    """Without a first sick day there is nothing to guide."""
    assert "er is geen eerste ziektedag" in refusal(track(first="", **BUREAU, Aangemeld_bij_bureau_op="8-6-2026"))


def test_the_workbook_has_the_columns_and_explains_every_one(tmp_path: Path) -> None:
    """The empty workbook offers the states as a list; its sheet of help has a line per column, and is never read."""
    path = tmp_path / "sjabloon.xlsx"
    write_empty_workbook(path)
    book = load_workbook(path)
    titles = [cell.value for cell in book["Zaken"][1]]
    assert [column.title for column in TRACK_COLUMNS if column.title not in titles] == []
    lines = {(row[0], row[1]): row[3] for row in book["Uitleg"].iter_rows(min_row=2, values_only=True)}
    assert [title for title in titles if not lines["Zaken", title]] == []
    lists = {str(each.formula1) for each in book["Zaken"].data_validations.dataValidation}
    assert any("intake gepland" in each for each in lists)
    for title, value in track(**RUNNING).items():
        book["Zaken"].cell(2, titles.index(title) + 1, value)
    filled = BytesIO()
    book.save(filled)
    assert [each.verdict for each in import_file(filled.getvalue()).rows] == ["nieuw"]
