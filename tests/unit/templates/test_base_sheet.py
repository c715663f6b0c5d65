"""The style sheet that stands in the place of that of browsers: it knows every element of a page, and no other."""

import re
from pathlib import Path

LAYOUT = Path(__file__).parents[3] / "templates" / "layout"
DESK = LAYOUT.parent / "werkplek"  # what a browser shows has a sheet of its own
PAGES = [page for page in LAYOUT.parent.rglob("*.html") if DESK not in page.parents]
INLINE = {"span", "img"}  # need no rule: they are as the text around them
SHEET = re.sub(r"/\*.*?\*/", "", (LAYOUT / "basis.css").read_text(encoding="utf-8"), flags=re.DOTALL)


def used() -> set[str]:
    """Return the elements of all pages that become a PDF."""
    return {tag for page in PAGES for tag in re.findall(r"<([a-z][a-z0-9]*)", page.read_text(encoding="utf-8"))}


def styled() -> set[str]:
    """Return the elements the sheet has a rule for."""
    selectors = re.findall(r"^([a-z][^{]*)\{", SHEET, flags=re.MULTILINE)
    return {part.strip().partition("::")[0] for each in selectors for part in each.split(",")}


def test_every_element_of_a_page_has_its_rule() -> None:
    """An element without one would stand in the middle of a line, or a title of the file on the page."""
    assert used() - styled() == INLINE


def test_the_sheet_knows_no_element_that_no_page_has() -> None:
    """What nobody uses costs time in every document."""
    assert styled() - used() == set()


def test_a_mark_before_or_after_is_made_for_what_needs_it() -> None:
    """A rule for the marks of all elements makes three of them for each, which is where the time went."""
    assert not re.search(r"(^|[\s,])\*?::", SHEET)
