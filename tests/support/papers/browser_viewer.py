"""A form filled in by hand in a real window of Chromium: with the keyboard alone, and saved with its changes."""

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

CHROMIUM = "/usr/bin/chromium"
LOADED, MOVED = 3000, 60  # milliseconds, in which the viewer draws a form, and goes to a next field
# What the button "with your changes" gets from the viewer; the file dialog behind it is of the desktop.
SAVE = """async () => {
    const viewer = await import(new URL("pdf_viewer_wrapper.js", location.href).href)
    const saved = await viewer.PluginController.getInstance().save("EDITED")
    let text = ""
    for (const byte of new Uint8Array(saved.dataToSave)) text += String.fromCharCode(byte)
    return btoa(text)
}"""


def by_browser(content: bytes, values: dict[str, str]) -> bytes:
    """Fill in a form: first a number typed in each field tells how often Tab brings one there, then the values."""
    count = sum(len(page.annotations or []) for page in PdfReader(io.BytesIO(content)).pages)
    with _window(content) as page:
        for number in range(1, count + 1):
            _next_field(page)
            page.keyboard.type(str(number))
        found = PdfReader(io.BytesIO(_saved(page))).get_fields() or {}
    places = {int(str(field["/V"])): name for name, field in found.items() if str(field.get("/V", "")).isdecimal()}
    with _window(content) as page:
        for number in range(1, count + 1):
            _next_field(page)
            page.keyboard.type(values.get(places.get(number, ""), ""))
        return _saved(page)


def _next_field(page: Page) -> None:
    page.keyboard.press("Tab")
    page.wait_for_timeout(MOVED)


def _saved(page: Page) -> bytes:
    _next_field(page)  # what is typed is taken over when the field is left
    page.wait_for_timeout(500)
    viewer = next(each for each in page.frames if each.url.startswith("chrome-extension:"))
    return base64.b64decode(viewer.evaluate(SAVE))


@contextmanager
def _window(content: bytes) -> Iterator[Page]:
    with TemporaryDirectory() as served, TemporaryDirectory() as profile, sync_playwright() as playwright:
        (Path(served) / "formulier.pdf").write_bytes(content)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=served))
        Thread(target=server.serve_forever, daemon=True).start()
        arguments = ["--headless=new", "--no-sandbox"]
        window = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=False, args=arguments
        )
        try:
            page = window.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/formulier.pdf")
            page.wait_for_timeout(LOADED)
            page.mouse.click(800, 150)  # into the paper, beside every field
            yield page
        finally:
            window.close()
            server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
