"""The page for bureaus shows what the product does: its examples, its headers and its signature."""

import json
import re

from support.repository import ROOT

from spoorboek.platform.bureau_door.app import PATH
from tasks.channels.signatures import KEY_HEADER, NUMBER_HEADER, SIGNATURE_HEADER, TIME_HEADER, WINDOW, sign
from templates.bureau_messages import KINDS, MOST_BYTES, message_schema

PAGE = (ROOT / "docs/handboek/praten-met-spoorboek.md").read_text(encoding="utf-8")


def test_every_kind_is_shown_with_an_example_of_its_schema() -> None:
    """A bureau that copies what the page shows sends a message that fits."""
    shown = re.findall(r"^### (.+) \(`(\w+)`, (.+)\)\n\n(.+)\n\n```json\n([^`]+)\n```", PAGE, re.MULTILINE)
    assert [kind for _, kind, _, _, _ in shown] == list(KINDS)
    for title, kind, _, said, example in shown:
        schema = message_schema(kind)
        assert title == schema["title"]
        assert schema["description"].startswith(said)
        assert json.loads(example) in schema["examples"]


def test_the_worked_example_of_a_signature_is_right() -> None:
    """Who works it out with another program finds the same."""
    found = {name: re.search(rf"^{name}: `(.+)`$", PAGE, re.MULTILINE) for name in ("Geheim", "Tijd", "Nummer")}
    secret, time, number = (each[1] for each in found.values() if each)
    body = re.search(r"^Bericht: `(.+)`$", PAGE, re.MULTILINE)
    signature = re.search(r"^Handtekening: `(.+)`$", PAGE, re.MULTILINE)
    assert body
    assert signature
    assert sign(secret, time, number, body[1].encode()) == signature[1]


def test_the_page_names_what_the_end_point_asks() -> None:
    """Its address, its headers, its limits."""
    for name in (KEY_HEADER, TIME_HEADER, NUMBER_HEADER, SIGNATURE_HEADER, PATH, f"{MOST_BYTES // 1024} kB"):
        assert f"{name}" in PAGE
    assert WINDOW.total_seconds() == 5 * 60
    assert "vijf minuten" in PAGE
