"""Two forms in a row of the work of a day: the answer to one question, and a reminder to who has to act."""

from http import HTTPStatus

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse

from models.case_lookup import find_case
from spoorboek.desk.permissions import Permission
from spoorboek.desk.takeover.typed_answers import QuestionKey, TypedRow, given_answer
from spoorboek.desk.visit import DeskPage, PageAnswer, Refused, Visit
from spoorboek.desk.work.recorded import AGAIN, RECORDED, REMINDED
from spoorboek.desk.work.step_forms import asked_step, sent_form_id, way_back
from spoorboek.desk.work.waking import wake_soon
from spoorboek.errors import InputError
from tasks.effects.hand_reminders import remind_by_hand
from tasks.reports.once import Answer, DirectAnswer, record_directly
from tasks.reports.question_answers import GONE, report_answers
from tasks.views.desk.meanwhile import last_step_report

ANSWER_PATH, REMIND_PATH = "/zaak/{zaak}/vraag/{stap}/{keer}", "/zaak/{zaak}/herinneren/{stap}/{keer}"


def take_row_answer(visit: Visit) -> PageAnswer:
    """Record the answer to one question, and go back."""
    ref, number = asked_step(visit), visit.case.number
    typed = TypedRow(visit.text("antwoord"), visit.text("datum"), visit.text("ontvangstnummer"))

    def report(writing: Session) -> Answer:
        given = given_answer(QuestionKey(number, *ref), typed)
        if refusal := report_answers(writing, [given], visit.viewer.code)[0].refusal:
            last = last_step_report(writing, number, ref) if refusal == GONE else None
            raise InputError(f"{refusal} {last.sentence}" if last else refusal)
        return "", [number]

    answer = _done(visit, record_directly(visit.record, sent_form_id(visit), visit.viewer.code, report))
    case = find_case(visit.record, number)
    return _back(visit, answer, {RECORDED: f"{number}.{case.version}"})


def take_reminder(visit: Visit) -> PageAnswer:
    """Remind who has to act on a step, and go back."""
    ref, number = asked_step(visit), visit.case.number

    def remind(writing: Session) -> Answer:
        return remind_by_hand(writing, number, ref, visit.viewer.code), [number]

    answer = _done(visit, record_directly(visit.record, sent_form_id(visit), visit.viewer.code, remind))
    case = find_case(visit.record, number)
    return _back(visit, answer, {REMINDED: f"{number}.{case.effects}"})


def _done(visit: Visit, answer: DirectAnswer) -> DirectAnswer:
    """Return an answer that was recorded; a refusal is shown, with the way back."""
    if not answer.is_recorded:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "Dat kan nu niet", answer.message, way_back(visit))
    return answer


def _back(visit: Visit, answer: DirectAnswer, said: dict[str, str]) -> PageAnswer:
    more = said | ({} if answer.to_wake else {AGAIN: "1"})
    after = BackgroundTask(wake_soon, answer.to_wake)
    return RedirectResponse(way_back(visit, **more), HTTPStatus.SEE_OTHER, background=after)


ROW_PAGES = (
    DeskPage(ANSWER_PATH, "Vraag beantwoorden", Permission.RECORD_STEPS, None, take_row_answer),
    DeskPage(REMIND_PATH, "Herinneren", Permission.RECORD_STEPS, None, take_reminder),
)
