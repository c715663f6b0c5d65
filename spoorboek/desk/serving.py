"""How a request becomes an answer: who looks, what that person may, what the page says; all in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.accounts.reach import Reach, visible_cases
from models.accounts.reading_trail import note_reading
from models.case_numbers import recognised_number
from models.connection import session
from models.tables import EMPTIED, Case, Employee
from models.virtual_calendar import virtual_day
from spoorboek import clock
from spoorboek.desk.forms import CSRF, comes_from_our_page, csrf_input, csrf_token
from spoorboek.desk.page_table import menu_of, pages_of_case
from spoorboek.desk.sent_files import SentFile
from spoorboek.desk.surroundings import Surroundings
from spoorboek.desk.viewers import recognise_visitor
from spoorboek.desk.visit import LOGIN_PATH, NOBODY, DeskPage, GoTo, PageAnswer, Refused, ShownPage, Visit
from spoorboek.errors import InputError
from templates.render import render

CASE_PART = "zaak"  # the name of the part of a path that is a case number
OTHER_FORM = "Er is niets vastgelegd. Ga terug, laad de pagina opnieuw en vul het formulier nog eens in."
NO_ACCESS = "Uw rol geeft geen toegang tot deze pagina. Klopt dat niet, vraag het dan de beheerder van Spoorboek."
NOT_THERE = "Deze pagina bestaat niet, of u hebt er geen toegang toe. Kijk het adres na."


class Asked(NamedTuple):
    """A request, as far as a page may know it.

    `token`: of its cookie, or a new one; `form`: None when none is sent; `files`: that came with it.
    """

    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    headers: Headers
    token: str
    source: str
    form: Mapping[str, Sequence[str]] | None = None
    files: Mapping[str, SentFile] = {}

    @property
    def sends(self) -> bool:
        """Tell whether a form is sent, which may change something."""
        return self.form is not None


Making = Callable[["DeskPage", Asked, Visit, Surroundings], PageAnswer]


class LogInFirst(Exception):
    """Nobody is logged in, and the page is not for everybody."""


def serve_page(page: DeskPage, asked: Asked, surroundings: Surroundings) -> tuple[Response, str]:
    """Answer a request for a page; also return the token the browser goes on with.

    What the page does and records stands in one transaction, which an error takes back whole.
    """
    return _served(page, asked, surroundings, _answer)


def refusal_before_form(page: DeskPage, asked: Asked, surroundings: Surroundings) -> Response | None:
    """Return what answers somebody who may not send a form to a page, before a byte of it is read; None who may."""
    as_ours = asked._replace(form={CSRF: [csrf_token(asked.token)]})  # the token itself comes with the form
    response, _ = _served(page, as_ours, surroundings, _admitted)
    return None if response.status_code == HTTPStatus.NO_CONTENT else response


def _admitted(page: DeskPage, asked: Asked, visit: Visit, surroundings: Surroundings) -> PageAnswer:
    _admit(page, asked, visit, surroundings)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _served(page: DeskPage, asked: Asked, surroundings: Surroundings, make: Making) -> tuple[Response, str]:
    form, on = asked.form or {}, clock.today()
    visit = Visit(NOBODY, None, on, asked.parts, asked.query, form, asked.token, asked.source, files=asked.files)
    try:
        with session() as record:
            visit.opened = record
            answer = make(page, asked, visit, surroundings)
            return respond(page, answer, visit)
    except LogInFirst:
        return RedirectResponse(_login_path(page, asked), HTTPStatus.SEE_OTHER), asked.token
    except Refused as refused:
        return refusal_page(refused, visit), asked.token
    except InputError as error:
        told = Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "Dat kan niet", str(error), asked.path)
        return refusal_page(told, visit), asked.token


def _answer(page: DeskPage, asked: Asked, visit: Visit, surroundings: Surroundings) -> PageAnswer:
    _admit(page, asked, visit, surroundings)
    if visit.found_case is not None:
        note_reading(visit.record, visit.found_case, visit.viewer.code, page.title, clock.now())
    function = page.take if asked.sends else page.show
    if function is None:
        raise not_there()
    return function(visit)


def _admit(page: DeskPage, asked: Asked, visit: Visit, surroundings: Surroundings) -> None:
    """Find who asks and about which case; raises LogInFirst or Refused for who may not."""
    if _holds_nul(asked):
        raise not_there()
    visit.on = clock.today(virtual_day(visit.record))
    visit.viewer, visit.halfway = recognise_visitor(visit.record, asked.token, clock.now(), visit.on)
    if not visit.viewer.may(page.asks(sends=asked.sends)):
        raise LogInFirst if visit.viewer is NOBODY else Refused(HTTPStatus.FORBIDDEN, "Geen toegang", NO_ACCESS)
    given = visit.form.get(CSRF, ())
    if asked.sends and not comes_from_our_page(asked.headers, surroundings.origins, asked.token, given):
        raise Refused(HTTPStatus.FORBIDDEN, "Dit formulier geldt niet meer", OTHER_FORM, asked.path)
    if CASE_PART in asked.parts:
        visit.found_case = _case_within_reach(visit.record, visit.viewer.reach, asked.parts[CASE_PART])


def _holds_nul(asked: Asked) -> bool:
    """Tell whether a request holds a sign that no text of the record can hold, so that nothing has to look for it."""
    written = (
        *asked.parts.values(),
        *asked.query.values(),
        *(text for texts in (asked.form or {}).values() for text in texts),
    )
    return any("\0" in text for text in written)


def _case_within_reach(reading: Session, reach: Reach, written: str) -> Case:
    """Return the case a path names; one that may not be seen answers as one that does not exist."""
    number = recognised_number(written)
    query = select(Case).where(col(Case.number) == number, col(Case.status) != EMPTIED)
    found = reading.exec(query.where(col(Case.id).in_(visible_cases(reach)))).one_or_none()
    if found is None:
        raise not_there()
    return found


def respond(page: DeskPage, answer: PageAnswer, visit: Visit) -> tuple[Response, str]:
    """Return the response of what a page answered, and the token to go on with."""
    if isinstance(answer, ShownPage):
        label = {"case_label": _case_label(visit.record, visit.found_case)} if visit.found_case else {}
        html = _rendered(answer.template, page.title, page.path, visit, **{**label, **answer.data})
        after = BackgroundTask(answer.after) if answer.after else None
        return HTMLResponse(html, answer.status, background=after), answer.token or visit.token
    if isinstance(answer, GoTo):
        return RedirectResponse(answer.path, HTTPStatus.SEE_OTHER), answer.token or visit.token
    return answer, visit.token


def _case_label(reading: Session, case: Case) -> str:
    """Return how a page names the case it is about: by who it is, for nobody knows people by a number."""
    return f"{reading.get_one(Employee, case.employee_id).name}, {case.number}"


def refusal_page(refused: Refused, visit: Visit) -> Response:
    """Return the page that says why a request was refused."""
    data = {"heading": refused.heading, "message": refused.message, "back": refused.back}
    return HTMLResponse(_rendered("werkplek/melding.html", refused.heading, "", visit, **data), refused.status)


def _rendered(template: str, title: str, path: str, visit: Visit, **data: object) -> str:
    frame = {
        "page_title": title,
        "page_path": path,
        "viewer": visit.viewer,
        "menu": menu_of(visit.viewer.permissions),
        "case_menu": pages_of_case(visit.viewer.permissions, case.number) if (case := visit.found_case) else [],
        "csrf_field": csrf_input(visit.token),
        "on": visit.on,
    }
    return render(template, **{**frame, **data})


def not_there() -> Refused:
    """Return the answer for what does not exist, or must not be seen to exist."""
    return Refused(HTTPStatus.NOT_FOUND, "Niet gevonden", NOT_THERE)


def _login_path(page: DeskPage, asked: Asked) -> str:
    """Return where to log in: it leads back to a page that was asked, and says when a form was lost."""
    more = {"verlopen": "1"} if asked.sends else {}
    if page.show is not None and asked.path != "/":
        more["naar"] = asked.path
    return f"{LOGIN_PATH}?{urlencode(more)}" if more else LOGIN_PATH
