"""Forms that say at the field what is wrong with it: what was typed stays, and a report is recorded once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from spoorboek.desk.visit import Visit
from spoorboek.desk.work.step_forms import new_form_id, sent_form_id
from spoorboek.desk.work.waking import wake_soon
from spoorboek.importing.reading.cell_text import WrongCell
from spoorboek.importing.reading.cells import read_cell
from spoorboek.importing.typed_person import TYPED_DAY, WrongFields
from tasks.reports.once import Answer, DirectAnswer, record_directly

FORM = "blok"  # the name of the field by which a page tells its forms apart


class FormState(NamedTuple):
    """One form as it is shown: what stands in its fields, what is wrong by field, and what is wrong with the whole.

    `form`: which of the forms of the page it is; empty for the only one.
    """

    values: Mapping[str, str]
    wrong: Mapping[str, str] = {}
    message: str = ""
    form: str = ""

    @property
    def is_refused(self) -> bool:
        """Tell whether something is wrong."""
        return bool(self.wrong or self.message)

    @property
    def status(self) -> HTTPStatus:
        """Return the status of the page that shows it."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.is_refused else HTTPStatus.OK

    def text(self, name: str, default: str = "") -> str:
        """Return what stands in a field; `default` where nothing was sent."""
        return self.values.get(name, default)


def sent_texts(visit: Visit, names: Iterable[str]) -> dict[str, str]:
    """Return what was typed in these fields."""
    return {name: visit.text(name) for name in names}


def typed_day(typed: Mapping[str, str], name: str, *, needed: bool = True) -> date | None:
    """Return the day in a field; None for an empty one that may be. Raises WrongFields for another."""
    try:
        day: date | None = read_cell("date", typed.get(name, ""))
    except WrongCell:
        raise WrongFields({name: TYPED_DAY}) from None
    if day is None and needed:
        raise WrongFields({name: "Vul een datum in."})
    return day


def record_form(visit: Visit, report: Callable[[Session], Answer]) -> DirectAnswer:
    """Record a report as the form that was sent, once, under the code of who sent it.

    Raises WrongFields where a field is wrong; another refusal stands in the answer.
    """
    caught: list[WrongFields] = []

    def kept(writing: Session) -> Answer:
        try:
            return report(writing)
        except WrongFields as wrong:
            caught.append(wrong)
            raise

    answer = record_directly(visit.record, sent_form_id(visit), visit.viewer.code, kept)
    if caught and not answer.is_recorded:
        raise caught[0]
    return answer


def go_on(path: str, answer: DirectAnswer) -> Response:
    """Go to a page after a report was recorded, and let its cases be woken once the answer has left."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=BackgroundTask(wake_soon, answer.to_wake))


def form_frame() -> dict[str, Any]:
    """Return what every template with forms is given: an id for each form."""
    return {"new_form": new_form_id}
