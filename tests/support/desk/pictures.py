"""Pictures of pages for the handbook, made by the tests that use them: `SPOORBOEK_PICTURES=write` makes them anew."""

import os
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page
from support.repository import ROOT

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 255  # enough for a page of the desk, in half of the bytes
# The Chromium of the tests knows no Dutch: fields for a day are shown as a Dutch browser shows them.
IN_DUTCH = """() => document.querySelectorAll('input[type=date]').forEach((field) => {
    const day = field.value.split('-').reverse().join('-');
    field.type = 'text'; field.value = day; field.placeholder = 'dd-mm-jjjj'; field.dataset.day = 'date';
})"""
AS_BEFORE = """() => document.querySelectorAll('input[data-day]').forEach((field) => {
    const day = field.value.split('-').reverse().join('-');
    field.type = 'date'; field.value = day; field.placeholder = ''; delete field.dataset.day;
})"""


def take_picture(page: Page, name: str, height: int = 0, width: int = 0) -> None:
    """Take a picture of the screen when asked to; every name is one of a picture there is.

    `height`, `width`: how much of it, from above and from the left, in pixels; 0: all that is seen.
    """
    path = PICTURES / f"{name}.png"
    if os.environ.get("SPOORBOEK_PICTURES") == "write":
        page.evaluate(IN_DUTCH)
        shot = Image.open(BytesIO(page.screenshot()))
        page.evaluate(AS_BEFORE)
        shown = shot.crop((0, 0, width or shot.width, height or shot.height)).convert("RGB")
        shown.quantize(COLOURS).save(path, optimize=True)
    assert path.is_file()
