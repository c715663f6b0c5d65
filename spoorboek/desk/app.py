"""The app of the desk: the pages of the table, the style sheet, and around all of it the checks of each request."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from traceback import extract_tb

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp

from models.accounts.sessions import new_token
from spoorboek import clock
from spoorboek.desk.files.upload_gate import UploadGate
from spoorboek.desk.files.uploads import is_multipart
from spoorboek.desk.forms import UnreadableForm, read_form
from spoorboek.desk.operations.monitor_door import MonitorDoor
from spoorboek.desk.operations.request_times import timed
from spoorboek.desk.page_table import PAGES
from spoorboek.desk.permissions import Permission
from spoorboek.desk.safe_headers import SafeHeaders
from spoorboek.desk.serving import OTHER_FORM, Asked, not_there, refusal_page, serve_page
from spoorboek.desk.surroundings import Surroundings
from spoorboek.desk.visit import NOBODY, DeskPage, Refused, Visit
from spoorboek.platform.bureau_door.pace import Pace
from templates.render import RENDER_FOLDER

FILES = ("werkplek.css", "spoorboek.svg")
KEPT_AN_HOUR = {"Cache-Control": "max-age=3600"}
FORMS_OF_STRANGERS = (60, 0.5)  # of one source who is not logged in: at once, and one more each so many seconds
LONGEST_TOKEN = 100  # characters of a cookie
OUR_FAULT = "Spoorboek kon dit nu niet doen. Er is niets vastgelegd. Probeer het over een minuut opnieuw."
log = logging.getLogger("spoorboek.desk")


def desk_app(surroundings: Surroundings, pages: Sequence[DeskPage] = PAGES) -> ASGIApp:
    """Return the app with the pages of the table, for the addresses of these surroundings alone."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    pace, gate = Pace(*FORMS_OF_STRANGERS), UploadGate(surroundings)
    for page in pages:
        methods = [*(["GET"] if page.show else []), *(["POST"] if page.take else [])]
        answer = timed(page.path, _endpoint(page, surroundings, pace, gate))
        app.add_api_route(page.path, answer, methods=methods, response_model=None)
    for name in FILES:
        app.add_api_route(f"/{name}", _file(RENDER_FOLDER / "werkplek" / name), response_model=None)
    app.add_exception_handler(HTTPException, _http_error)
    hosts = TrustedHostMiddleware(app, surroundings.hosts, www_redirect=False)
    return SafeHeaders(MonitorDoor(hosts, surroundings.proxies), secure=surroundings.secure)


def _endpoint(
    page: DeskPage, surroundings: Surroundings, pace: Pace, gate: UploadGate
) -> Callable[[Request], Awaitable[Response]]:
    is_open = page.asks(sends=True) is Permission.ANYBODY

    async def answer(request: Request) -> Response:
        cookie = request.cookies.get(surroundings.cookie, "")[:LONGEST_TOKEN]
        asked = Asked(
            request.url.path,
            request.path_params,
            request.query_params,
            request.headers,
            cookie or new_token(),
            surroundings.source(request),
        )
        if request.method == "POST":
            if is_open and not pace.allows(asked.source):
                return _slower(pace)
            if page.uploads is not None and is_multipart(request):
                try:
                    return await gate.answer(page, asked, request, lambda whole: served(whole, cookie))
                except Exception as error:
                    return _failed(error)
            try:
                asked = asked._replace(form=await read_form(request))
            except UnreadableForm:
                return _message(Refused(HTTPStatus.BAD_REQUEST, "Dit formulier is niet te lezen", OTHER_FORM))
        return await served(asked, cookie)

    async def served(asked: Asked, cookie: str) -> Response:
        try:
            response, token = await run_in_threadpool(serve_page, page, asked, surroundings)
        except Exception as error:
            return _failed(error)
        if token != cookie:
            _set_cookie(response, token, surroundings)
        return response

    return answer


def _set_cookie(response: Response, token: str, surroundings: Surroundings) -> None:
    """Give a browser its token: for this host, this session of the browser and no script alone."""
    response.set_cookie(surroundings.cookie, token, path="/", secure=surroundings.secure, httponly=True, samesite="lax")


def _file(path: Path) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        return FileResponse(path, headers=KEPT_AN_HOUR)

    return answer


def _message(refused: Refused) -> Response:
    return refusal_page(refused, Visit(NOBODY, None, clock.today()))


def _slower(pace: Pace) -> Response:
    message = f"Er komen te veel verzoeken van uw verbinding. Wacht {pace.wait} seconden en probeer het opnieuw."
    answer = _message(Refused(HTTPStatus.TOO_MANY_REQUESTS, "Even wachten", message))
    answer.headers["Retry-After"] = str(pace.wait)
    return answer


async def _http_error(_: Request, error: Exception) -> Response:
    refused = not_there()
    if isinstance(error, HTTPException):
        refused.status = HTTPStatus(error.status_code)
    return _message(refused)


def _failed(error: Exception) -> Response:
    """Say that it failed here, without what; only kind and place are logged, for the text may be of a person."""
    place = extract_tb(error.__traceback__)[-1]
    log.error("Not answered: %s in %s, line %s", type(error).__name__, Path(place.filename).name, place.lineno)
    return _message(Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging iets mis", OUR_FAULT))
