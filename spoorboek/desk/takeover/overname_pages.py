"""The table of questions about what happened before cases were adopted: of one case, or of a portfolio at once."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from models.accounts.reach import visible_cases
from models.case_list import CaseFilter, ids_of_cases
from models.edition_history import edition_in_force
from models.tables import Case
from models.worklists.open_steps import MANY, CaseScope
from spoorboek.desk.permissions import Permission
from spoorboek.desk.takeover.typed_answers import (
    PASTED,
    QuestionKey,
    Typed,
    TypedRow,
    fill_ticked,
    given_answer,
    paste_days,
    tick_all,
    typed_rows,
)
from spoorboek.desk.visit import DeskPage, PageAnswer, ShownPage, Visit
from spoorboek.desk.work.case_list_pages import chosen_id, employers_seen
from spoorboek.desk.work.engine_bar import ENGINE_BAR
from spoorboek.desk.work.scopes import Whose, chosen_whose, has_own_cases, own_reach, sees_more
from spoorboek.desk.work.step_forms import new_form_id, not_applicable_choices, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from spoorboek.statute.facts import StepRef
from tasks.reports.once import record_directly
from tasks.reports.question_answers import GONE, AnswerOutcome, GivenAnswer, report_answers
from tasks.views.desk.case_search import filter_choices
from tasks.views.desk.meanwhile import last_step_report
from tasks.views.desk.open_questions import QuestionTable, asked_step_choices, question_table
from tasks.views.desk.step_rows import StepRow

OVERNAME_PATH, OF_CASE_PATH = "/overname", "/zaak/{zaak}/overname"
RECORD, CHECK, FILL, PASTE, TICK = "vastleggen", "nakijken", "invullen", "plakken", "alles"
NOT_SEEN = "Deze zaak bestaat niet, of u hebt er geen toegang toe."
NOTHING = "Er is nog niets ingevuld. Vul bij ten minste één vraag een antwoord in."


class ToldRow(NamedTuple):
    """What the page says above the table, and in what tone; `refused`: why answers were not recorded, by question."""

    text: str = ""
    is_wrong: bool = False
    refused: Mapping[QuestionKey, str] = {}
    to_wake: Sequence[str] = ()


class RolledBack(Exception):
    """Answers were only checked: what was written for it is taken back."""


def show_overname(visit: Visit) -> PageAnswer:
    """Show the questions of a portfolio, or of the case that the path names."""
    return _page(visit, _table(visit), {}, ToldRow())


def take_overname(visit: Visit) -> PageAnswer:
    """Fill in, check or record answers; what was typed stays until it is recorded."""
    typed, act = typed_rows(visit), visit.text("doe")
    if act in (RECORD, CHECK):
        told = _record(visit, typed) if act == RECORD else _check(visit, typed)
        done = act == RECORD and not told.is_wrong
        left = {key: row for key, row in typed.items() if key in told.refused or not (done or told.to_wake)}
        return _page(visit, _table(visit), left if act == RECORD else typed, told)
    table = _table(visit)
    try:
        return _page(visit, table, _filled(visit, table, typed, act), ToldRow(FILLED.get(act, "")))
    except InputError as error:
        return _page(visit, table, typed, ToldRow(str(error), is_wrong=True))


FILLED = {
    FILL: "Ingevuld in de aangevinkte rijen. Kijk ze na; er is nog niets vastgelegd.",
    PASTE: "De datums staan in de tabel. Kijk ze na; er is nog niets vastgelegd.",
    TICK: "Alle rijen zonder antwoord zijn aangevinkt.",
}


def _filled(visit: Visit, table: QuestionTable, typed: Typed, act: str) -> Typed:
    shown = [question_key(row) for row in table.rows]
    if act == FILL:
        return fill_ticked(typed, shown, visit.text("alle"), visit.text("dag"))
    if act == PASTE:
        return paste_days(typed, shown, next(iter(visit.form.get(PASTED, ())), ""))
    return tick_all(typed, shown)


def question_key(row: StepRow) -> QuestionKey:
    """Return which question a row of the table is."""
    return QuestionKey(row.number, row.step, row.occurrence)


def _answers(visit: Visit, typed: Typed) -> tuple[dict[QuestionKey, GivenAnswer], dict[QuestionKey, str]]:
    """Return the answers that were typed, and why others are none."""
    filled = {key: row for key, row in typed.items() if not row.is_empty}
    reached = _reached(visit, {key.number for key in filled})
    answers, refused = dict[QuestionKey, GivenAnswer](), dict[QuestionKey, str]()
    for key, row in filled.items():
        try:
            if key.number not in reached:
                raise InputError(NOT_SEEN)
            answers[key] = given_answer(key, row)
        except InputError as error:
            refused[key] = _bare(str(error))
    return answers, refused


def _reached(visit: Visit, numbers: set[str]) -> set[str]:
    query = select(Case.number).where(col(Case.number).in_(numbers))
    if visit.found_case is not None:
        query = query.where(Case.id == visit.case.id)
    return set(visit.record.exec(query.where(col(Case.id).in_(visible_cases(visit.viewer.reach)))))


def _record(visit: Visit, typed: Typed) -> ToldRow:
    """Record the right answers, and say of each other one why it is not; each case is to be woken once."""
    answers, refused = _answers(visit, typed)
    if not answers:
        return ToldRow(_counted(0, len(refused)) if refused else NOTHING, True, refused)
    outcomes = list[AnswerOutcome]()

    def report(writing: Session) -> tuple[str, list[str]]:
        outcomes[:] = report_answers(writing, list(answers.values()), visit.viewer.code)
        numbers = [each.given.number for each in outcomes if not each.refusal]
        if not numbers:
            raise InputError(_counted(0, len(outcomes) + len(refused)))
        return _counted(len(numbers), len(refused) + len(outcomes) - len(numbers)), list(dict.fromkeys(numbers))

    answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report)
    if answer.is_recorded and not answer.to_wake:
        return ToldRow(answer.message)
    refused |= _refusals(outcomes)
    return ToldRow(answer.message, bool(refused) or not answer.is_recorded, refused, answer.to_wake)


def _check(visit: Visit, typed: Typed) -> ToldRow:
    """Say which answers could be recorded, without doing so."""
    answers, refused = _answers(visit, typed)
    if not (answers or refused):
        return ToldRow(NOTHING, is_wrong=True)
    with suppress(RolledBack), visit.record.begin_nested():
        refused |= _refusals(report_answers(visit.record, list(answers.values()), visit.viewer.code))
        raise RolledBack
    right = len(answers.keys() - refused.keys())
    wrong = f" {_answers_word(len(refused))} {'klopt' if len(refused) == 1 else 'kloppen'} nog niet." if refused else ""
    return ToldRow(f"{_answers_word(right)} in orde.{wrong} Er is nog niets vastgelegd.", bool(refused), refused)


def _refusals(outcomes: Sequence[AnswerOutcome]) -> dict[QuestionKey, str]:
    return {QuestionKey(each.given.number, *each.given.ref): _bare(each.refusal) for each in outcomes if each.refusal}


def _bare(refusal: str) -> str:
    """Return a reason without what it says of all, which here is said once, above the table."""
    return refusal.removesuffix(" Er is niets vastgelegd.")


def _counted(right: int, wrong: int) -> str:
    said = f"{_answers_word(right)} vastgelegd." if right else "Er is niets vastgelegd."
    return f"{said} {_answers_word(wrong)} niet: de reden staat erbij." if wrong else said


def _answers_word(count: int) -> str:
    return "1 antwoord" if count == 1 else f"{count} antwoorden"


def _table(visit: Visit) -> QuestionTable:
    of_case = visit.found_case is not None
    return question_table(visit.record, _scope(visit), step=visit.query.get("stap", "")[:60], paused_too=of_case)


def _scope(visit: Visit) -> CaseScope:
    if visit.found_case is not None:
        return [visit.case.id]
    reach = own_reach(visit.viewer.reach) if chosen_whose(visit) is Whose.MINE else visit.viewer.reach
    employer, contact = (chosen_id(visit.query.get(name, "")) for name in ("werkgever", "casemanager"))
    if reach.everyone and employer is None and contact is None:
        return None
    visible = None if reach.everyone else visible_cases(reach)
    return ids_of_cases(visit.record, CaseFilter(visible=visible, employer=employer, contact=contact))


def _page(visit: Visit, table: QuestionTable, typed: Typed, told: ToldRow) -> PageAnswer:
    shown = {question_key(row) for row in table.rows}
    edition = edition_in_force(visit.record)
    labels = {key: rule.label for key, rule in edition.rules.rows.items()}
    gone = [
        (key, labels.get(key.step, "Onbekende stap"), _gone(visit, key, why))
        for key, why in told.refused.items()
        if key not in shown
    ]
    data: dict[str, Any] = {
        "table": table,
        "key_of": question_key,
        "typed": typed,
        "untyped": TypedRow(),
        "told": told,
        "gone": gone,
        "many": MANY,
        "form_id": new_form_id(),
        "filling": any(row.ticked for row in typed.values()),
        "reasons": list(not_applicable_choices(edition.house.choices).items()),
        "today": visit.on,
        "bar": ENGINE_BAR.lines(),
        "number": visit.case.number if visit.found_case is not None else "",
        **_asked(visit),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told.is_wrong else HTTPStatus.OK
    after = (lambda: wake_soon(told.to_wake)) if told.to_wake else None
    return ShownPage("werkplek/overname.html", data, status, after=after)


def _asked(visit: Visit) -> dict[str, Any]:
    """Return what the table is narrowed to, and what it can be narrowed to."""
    asked = {name: visit.query.get(name, "") for name in ("wie", "werkgever", "casemanager", "stap")}
    asked["wie"] = str(chosen_whose(visit))
    if visit.found_case is not None:
        return {"asked": asked, "action": OF_CASE_PATH.format(zaak=visit.case.number), "choices": None, "choice": False}
    choices = filter_choices(visit.record, employers_seen(visit))
    query = urlencode({name: value for name, value in asked.items() if value})
    steps = asked_step_choices(visit.record, _scope(visit))
    choice = has_own_cases(visit.viewer) and sees_more(visit.viewer)
    return {
        "asked": asked,
        "action": f"{OVERNAME_PATH}?{query}",
        "choices": choices._replace(steps=steps),
        "choice": choice,
    }


def _gone(visit: Visit, key: QuestionKey, why: str) -> str:
    """Say why an answer about a question that is not in the table any more was refused, and what took its place."""
    if why != GONE:
        return why
    last = last_step_report(visit.record, key.number, StepRef(key.step, key.occurrence))
    return f"{why} {last.sentence}" if last else why


OVERNAME_PAGES = (
    DeskPage(OVERNAME_PATH, "Overname", Permission.RECORD_STEPS, show_overname, take_overname, in_menu=True),
    DeskPage(
        OF_CASE_PATH,
        "Vragen van vóór de overname",
        Permission.RECORD_STEPS,
        show_overname,
        take_overname,
        in_case=True,
    ),
)
