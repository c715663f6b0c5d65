"""Who may bring files, how many at once, and what is answered to what is too large: before, while and after."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from spoorboek import clock
from spoorboek.desk.files.uploads import (
    ForgedUpload,
    SentForm,
    TooLargeUpload,
    announced_bytes,
    drain,
    read_upload,
)
from spoorboek.desk.forms import UnreadableForm, comes_from_our_page
from spoorboek.desk.sent_files import UploadLimits
from spoorboek.desk.serving import OTHER_FORM, Asked, refusal_before_form, refusal_page
from spoorboek.desk.surroundings import Surroundings
from spoorboek.desk.visit import NOBODY, DeskPage, Refused, Visit

COMING_IN, OF_ONE = 20, 10  # forms with files of one process at a time, and of one session
IN_HAND = 2  # of them that are looked at, in memory
ServedForm = Callable[[Asked], Awaitable[Response]]
TOO_LARGE = (
    "Een bestand mag hier ten hoogste {size} MB zijn. Er is niets bewaard. Scan het met minder punten of splits het."
)
NOT_WHOLE = "Het bestand kwam niet heel of niet op tijd aan. Er is niets bewaard. Ga terug en probeer het opnieuw."
BUSY = "Er komen nu veel bestanden tegelijk binnen. Er is niets bewaard. Probeer het over een minuut opnieuw."


class UploadGate:
    """The files that come in to one process of the desk."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._coming, self._hands = Counter[str](), asyncio.Semaphore(IN_HAND)

    async def answer(self, page: DeskPage, asked: Asked, request: Request, served: ServedForm) -> Response:
        """Answer a form with files; whatever happens, nothing of them is left after it."""
        limits, who = page.uploads or UploadLimits(0), asked.token
        response = await run_in_threadpool(refusal_before_form, page, asked, self._surroundings)
        if response is not None:
            await drain(request)
            return response
        if announced_bytes(request) > limits.total_bytes:
            return await _too_large(request, limits, asked.path)
        if self._coming.total() >= COMING_IN or self._coming[who] >= OF_ONE:
            return await _refused(request, HTTPStatus.SERVICE_UNAVAILABLE, "Even wachten", BUSY, asked.path)
        self._coming[who] += 1
        try:
            return await self._read(limits, asked, request, served)
        finally:
            self._coming -= Counter({who: 1})

    async def _read(self, limits: UploadLimits, asked: Asked, request: Request, served: ServedForm) -> Response:
        try:
            sent = await read_upload(
                request,
                limits,
                lambda given: comes_from_our_page(asked.headers, self._surroundings.origins, asked.token, given),
            )
        except TooLargeUpload:
            return await _too_large(request, limits, asked.path)
        except ForgedUpload:
            heading = "Dit formulier geldt niet meer"
            return await _refused(request, HTTPStatus.FORBIDDEN, heading, OTHER_FORM, asked.path)
        except UnreadableForm:
            heading = "Dit bestand is niet aangekomen"
            return await _refused(request, HTTPStatus.BAD_REQUEST, heading, NOT_WHOLE, asked.path)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        return await self._in_hand(sent, asked, served)

    async def _in_hand(self, sent: SentForm, asked: Asked, served: ServedForm) -> Response:
        try:
            async with self._hands:
                return await served(asked._replace(form=sent.fields, files=sent.files))
        finally:
            sent.close()


async def _too_large(request: Request, limits: UploadLimits, path: str) -> Response:
    said = TOO_LARGE.format(size=limits.file_bytes // 1_000_000)
    return await _refused(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Dit bestand is te groot", said, path)


async def _refused(request: Request, status: HTTPStatus, heading: str, message: str, back: str) -> Response:
    await drain(request)
    return refusal_page(Refused(status, heading, message, back), Visit(NOBODY, None, clock.today()))
