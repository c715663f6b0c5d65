"""A name with markup, a template or an address in it is printed as it is: nothing is fetched and nothing is run."""

import io
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from pypdf import PdfReader

from spoorboek import clock
from templates.document_maker import make_document
from templates.mail_texts import Enclosed, MailContext, make_mail
from templates.pdf import make_pdf
from templates.samples.sample_cases import EMPLOYEE, full
from templates.template_catalogue import catalogue, find_template

MARKUP = (
    "<b>Kim</b>", "{{ 7*7 }}", "{% include 'layout/stijl.css' %}", "<script>1</script>", "&lt;i&gt;", "</table><h1>x",
    "url(file:///etc/passwd)", "<style>*{display:none}</style>", "{# weg #}", "[red]Kim[/red]",
)  # fmt: skip
KEYS = [key for key, row in catalogue().items() if row.family != "bericht"]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on loopback; return the port and who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            while not stopped:
                try:
                    came.append(str(server.accept()[1]))
                except TimeoutError:
                    continue

        stopped: list[bool] = []
        thread = Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], came
        stopped.append(True)
        thread.join()


@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_a_name_is_printed(name: str) -> None:
    """In a letter to the employee, who is greeted by name, the name stands as it was given."""
    key = "uitnodiging_spreekuur"
    context = full(key)
    made = make_document(key, replace(context, employee=replace(EMPLOYEE, name=name)))
    printed = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages))
    assert re.sub(r"\s+", "", name) in printed
    assert "49" not in made.text.split("Beste", 1)[-1][:30] if "7*7" in name else True


@pytest.mark.parametrize("name", MARKUP)
@pytest.mark.parametrize("key", KEYS)
def test_every_document_can_be_made_for_anybody(key: str, name: str) -> None:
    """No template hands a name on without escaping it: the text holds it, the HTML holds no element of it."""
    from templates.document_page import document_html
    from templates.forms.form_fields import FieldSheet

    context = full(key)
    html = document_html(find_template(key), replace(context, employee=replace(EMPLOYEE, name=name)), FieldSheet())
    assert name not in html or not re.search(r"[<>&]", name)


def test_no_file_and_no_address_is_fetched(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    """Even HTML that asks for files and addresses, by any way, gets none: pictures, styles, fonts, links, objects."""
    port, came = listener
    secret = tmp_path / "geheim.txt"
    secret.write_text("kanarie")
    for address in (secret.as_uri(), f"http://127.0.0.1:{port}/x", f"ftp://127.0.0.1:{port}/x", str(secret)):
        content = make_pdf(
            f'<html><head><link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">'
            f'<style>@import "{address}"; body {{ background: url({address}) }} '
            f"@font-face {{ font-family: x; src: url({address}) }}</style><title>x</title></head>"
            f'<body><img src="{address}" alt="x"><object data="{address}"></object>'
            f'<a rel="attachment" href="{address}">x</a><p>Kim</p></body></html>'
        )
        reader = PdfReader(io.BytesIO(content))
        assert not reader.attachments
        assert b"kanarie" not in content
    assert came == []


def test_a_mail_text_is_no_template() -> None:
    """A name in a salutation, and a label of two lines in a subject, are only words."""
    enclosed = (Enclosed(find_template("plan_van_aanpak"), "1", "x.pdf"),)
    context = MailContext(
        case_number="Z-7K3Q9",
        step_label="Plan\r\nBcc: x",
        today=clock.today(),
        recipient="{{ 7*7 }}",
        documents=enclosed,
    )
    text = make_mail("document", context)
    assert "{{ 7*7 }}" in text.body
    assert text.subject == "Z-7K3Q9 · Stukken: Plan Bcc: x"
