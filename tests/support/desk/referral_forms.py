"""Filling in the forms of the second track as people do: the marks of a form are read from the page that shows it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
from support.desk_site import DeskClient

from spoorboek import clock
from templates.bureau_messages import message_schema

_FORM = re.compile(r"<form ([^>]*)>(.*?)</form>", re.DOTALL)
_ACTION = re.compile(r'action="([^"]*)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">')


def hidden_of(page: str, **wanted: str) -> tuple[str, dict[str, str]]:
    """Return where a form is sent and its hidden fields; `wanted`: what must stand in these. Fails without one."""
    for marks, inside in _FORM.findall(page):
        found = {name: unescape(value) for name, value in _HIDDEN.findall(inside) if name != "csrf"}
        if "formulier" in found and wanted.items() <= found.items():
            named = _ACTION.search(marks)
            return (named[1] if named else ""), found
    raise AssertionError(f"no form with {wanted}")


def fill_in(client: DeskClient, number: str, action: str, referral: int = 0, **fields: Any) -> httpx.Response:
    """Fill in a form of the page of a second track that is shown now, and send it."""
    page = client.get(f"/zaak/{number}/verwijzing").text
    wanted = {"actie": action, **({"verwijzing": str(referral)} if referral else {})}
    if "stand" in fields:
        wanted["stand"] = fields["stand"]
    path, hidden = hidden_of(page, **wanted)
    return client.send_form(path, **{**hidden, **fields})


def fields_of_example(kind: str, example: int = 0, **changes: Any) -> dict[str, Any]:
    """Return an example of a kind of message as the fields of its form, with every day such that it can be today."""
    message = {**message_schema(kind)["examples"][example], **changes}
    return dict(_flat(message, ""))


def _flat(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(each, f"{name}.{key}".strip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for row, each in enumerate(value):
            yield from _flat(each, f"{name}.{row}")
    elif isinstance(value, list):
        lines = name.endswith(("gekozen_om", "diensten"))
        yield name, value if lines else "\n".join(value)
    elif isinstance(value, bool):
        yield from ([(name, "ja")] if value else [])
    elif name.endswith("_in_centen"):
        yield name, f"{value // 100},{value % 100:02}"
    else:
        yield name, str(value)


def answer(client: DeskClient, path: str, **fields: Any) -> httpx.Response:
    """Fill in the form of one message, as a page shows it, and send it."""
    _, hidden = hidden_of(client.get(path).text)
    return client.send_form(path, **{**hidden, **fields})


def day(days: int = 0) -> str:
    """Return the day so many days from today, as a browser sends it."""
    return (clock.today() + timedelta(days)).isoformat()
