"""What people see beside a form that does not fit any more: Dutch, the field, and never what they typed."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from spoorboek.platform.form_answers import FormAnswers

FORM = "/api/deployments/4d3c0f5e-6f0b-4b3e-9a57-1f2e3d4c5b6a/create_flow_run"
ENGLISH = "Error creating flow run: Validation failed for field 'door'. Failure reason: 'kanarie' is not one of ['a-1']"
AGAIN = "Open het formulier opnieuw, vanuit het dossier of bij Deployments. Er is niets vastgelegd."


def answered(status: int, body: object, path: str = FORM, method: str = "POST") -> Response:
    """Let a server answer a request so, behind the translation."""

    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse(body, status, headers={"X-Kept": "yes"})

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    return TestClient(FormAnswers(app)).request(method, path)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (409, {"detail": ENGLISH}, "Dit formulier past niet: bij 'door' staat iets wat niet of niet meer kan. "),
        (409, {"detail": "Error creating flow run: Validation failed"}, "het is van een andere versie. "),
        (422, {"exception_detail": [{"loc": ["body"]}]}, "Dit formulier past niet: het is van een andere versie. "),
        (400, {"detail": "Error hydrating flow run parameters"}, "Dit formulier past niet: "),
        (404, {"detail": "Deployment not found"}, "Dit formulier bestaat niet meer. "),
    ],
)
def test_a_refused_form_says_so_in_dutch(status: int, body: object, told: str) -> None:
    """The status and other headers are those of the server; what was typed is not quoted."""
    found = answered(status, body)
    text = found.json()["detail"]  # type: ignore[attr-defined]
    assert found.status_code == status
    assert told in text
    assert text.endswith(AGAIN)
    assert "kanarie" not in text
    assert found.headers["x-kept"] == "yes"
    assert int(found.headers["content-length"]) == len(found.content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "path", "method"),
    [
        (201, FORM, "POST"),
        (500, FORM, "POST"),
        (401, FORM, "POST"),
        (404, FORM, "GET"),
        (409, "/api/deployments/", "POST"),
        (409, f"{FORM}/more", "POST"),
    ],
)
def test_everything_else_passes_as_it_is(status: int, path: str, method: str) -> None:
    """What was accepted, errors of the server, and every other request."""
    found = answered(status, {"detail": ENGLISH}, path, method)
    assert (found.status_code, found.json()) == (status, {"detail": ENGLISH})  # type: ignore[attr-defined]
