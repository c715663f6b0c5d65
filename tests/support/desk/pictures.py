"""Pictures of pages for the handbook, made by the tests that use them: `SPOORBOEK_PICTURES=write` makes them anew."""

import os

from playwright.sync_api import Page
from support.repository import ROOT

PICTURES = ROOT / "docs" / "pictures"


def take_picture(page: Page, name: str) -> None:
    """Take a picture of the screen when asked to; every name is one of a picture there is."""
    path = PICTURES / f"{name}.png"
    if os.environ.get("SPOORBOEK_PICTURES") == "write":
        page.screenshot(path=path)
    assert path.is_file()
