"""What the server answers when a form does not fit any more, in Dutch: people see it in the UI, beside the form."""

import json
import re
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SUBMITTED = re.compile(r"/api/deployments/[0-9a-fA-F-]{36}/create_flow_run/?")
REFUSED_FIELD = re.compile(r"field '([A-Za-z_]\w*)'")
OPEN_AGAIN = "Open het formulier opnieuw, vanuit het dossier of bij Deployments. Er is niets vastgelegd."
GONE = 404
REFUSALS = (400, GONE, 409, 422)


class FormAnswers:
    """Passes everything on, and puts the refusal of a submitted form into Dutch, without the value it quotes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_form = scope["type"] == "http" and scope["method"] == "POST" and SUBMITTED.fullmatch(scope["path"])
        await self.app(scope, receive, _Translated(send) if is_form else send)


class _Translated:
    """Sends one answer on; that of a refused form once it is whole, in Dutch."""

    def __init__(self, send: Send) -> None:
        self.send, self.body = send, b""
        self.begin: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in REFUSALS:
            self.begin = message
        elif self.begin is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_dutch(self.begin)

    async def _send_dutch(self, begin: MutableMapping[str, Any]) -> None:
        body = json.dumps({"detail": refusal_text(begin["status"], self.body)}).encode()
        kept = [each for each in begin["headers"] if each[0].lower() not in (b"content-length", b"content-type")]
        headers = [*kept, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.send({**begin, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def refusal_text(status: int, answer: bytes) -> str:
    """Say in Dutch why a form was refused: it is gone, or a field has a value that it does not take (any more)."""
    if status == GONE:
        return f"Dit formulier bestaat niet meer. {OPEN_AGAIN}"
    field = REFUSED_FIELD.search(answer.decode(errors="replace"))
    what = f"bij '{field[1]}' staat iets wat niet of niet meer kan" if field else "het is van een andere versie"
    return f"Dit formulier past niet: {what}. {OPEN_AGAIN}"
