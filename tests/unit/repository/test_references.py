"""References: every page, section, decision and law that is cited anywhere is found in this repository."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.repository import ROOT

TEXT = (".py", ".yaml", ".md", ".html", ".txt", ".toml", ".sh", ".css", ".mako", "Makefile")
PAGE = re.compile(r"\bdocs/[\w./-]+\.md\b")
DECISION = re.compile(r"\bdocs/decisions/(\d+)")
LAW = re.compile(r"\bBWBR\d{7}\b")
SPACE = r"\s+(?:# )?"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]*)(?:#([^)\s]*))?\)")
# Pages that stand outside the repository: by a bare name, which no page of ours is cited by.
# A text of the rules as a record of before has it, comments included, is kept as it was.
STORED = "tests/homes/before_the_corrections/rules.yaml"
OUTSIDE = re.compile(
    r"(?<![\w/.-])(?:statute|second-track|privacy|documents|prefect)\.md\b|\blaw[- ]note", re.IGNORECASE
)


@cache
def texts() -> dict[Path, str]:
    """Read every text file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    paths = [ROOT / name for name in listed if name.endswith(TEXT)]
    return {path: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def headings(page: Path) -> list[str]:
    """List the titles of the sections of a page."""
    return [title.strip() for title in re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))]


def unresolved(text: str) -> Iterator[str]:
    """Walk the references in a text to a page, or a section of it, that is not there.

    A section follows the page after a comma, begins with a capital and is a title to the letter; a line, also of a
    comment, may end within the reference.
    """
    for found in PAGE.finditer(text):
        page, rest = ROOT / found[0], text[found.end() : found.end() + 120]
        if not page.is_file():
            yield found[0]
        elif re.match(rf",{SPACE}[A-Z]", rest):
            titles = (SPACE.join(map(re.escape, title.split())) for title in headings(page))
            if not re.match(rf",{SPACE}(?:{'|'.join(titles)})(?!\w| [A-Za-z])", rest):
                yield found[0] + rest.partition("\n\n")[0]


def unknown_decisions(text: str) -> list[str]:
    """List the numbers of decisions in a text that are no page, or more than one."""
    pages = ROOT / "docs" / "decisions"
    return [number for number in DECISION.findall(text) if len(list(pages.glob(f"{number}-*.md"))) != 1]


def dead_links(path: Path, text: str) -> Iterator[str]:
    """Walk the links in a page to a file or a place that is not there."""
    for target, place in LINK.findall(text):
        if re.match(r"\w+:", target):
            continue
        page = path.parent / target if target else path
        if not page.exists() or (place and place not in places(page)):
            yield f"{target}#{place}"


@cache
def places(page: Path) -> frozenset[str]:
    """Return the anchors of a page: those of its titles, as GitHub makes them, and those it names itself."""
    slugs = (re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings(page))
    return frozenset((*slugs, *re.findall(r'<a id="([^"]+)">', page.read_text(encoding="utf-8"))))


def from_outside(text: str) -> list[str]:
    """List what a text cites of pages outside the repository; links are another test's."""
    return OUTSIDE.findall(LINK.sub("", text))


def by_file(found: dict[Path, list[str]]) -> dict[str, list[str]]:
    """Keep the files in which something was found, by their name."""
    return {str(path.relative_to(ROOT)): what for path, what in found.items() if what}


def test_every_page_and_section_that_is_cited_exists() -> None:
    """A reference to a page of docs names a file, and what follows with a capital is a title on it, to the letter."""
    assert by_file({path: list(unresolved(text)) for path, text in texts().items() if path != Path(__file__)}) == {}


def test_every_decision_that_is_cited_exists() -> None:
    """A decision is cited by its number, and each number is one page."""
    assert by_file({path: unknown_decisions(text) for path, text in texts().items() if path != Path(__file__)}) == {}


def test_nothing_outside_the_repository_is_cited() -> None:
    """What a reader is sent to, a reader has: no page that does not travel with the code."""
    assert by_file({path: from_outside(text) for path, text in texts().items() if path != ROOT / STORED}) == {}


def test_every_link_between_pages_arrives() -> None:
    """A link in a page leads to a file that is there, and to a place in it."""
    pages = {path: text for path, text in texts().items() if path.suffix == ".md"}
    assert by_file({path: list(dead_links(path, text)) for path, text in pages.items()}) == {}


def test_every_law_that_is_cited_is_listed() -> None:
    """Each law the product cites by its identifier stands in the list of sources, with its title."""
    listed = LAW.findall(texts()[ROOT / "docs" / "wet" / "sources.md"])
    product = {path: text for path, text in texts().items() if "tests" not in path.relative_to(ROOT).parts}
    assert by_file({path: sorted({*LAW.findall(text)} - {*listed}) for path, text in product.items()}) == {}


def test_the_rules_cite_the_readings() -> None:
    """The search finds what it is for: the readings are cited from the statute, section and all."""
    cited = {page for path, text in texts().items() if path.suffix == ".py" for page in PAGE.findall(text)}
    names = ("counting", "second-track", "possibilities", "sanction-and-extension")
    assert {f"docs/wet/{name}.md" for name in names} <= cited


@pytest.mark.parametrize(
    "text",
    [
        "docs/wet/nowhere.md",
        "docs/wet/counting.md, Holidays of the moon.",
        "docs/wet/counting.md, Interruptionsss",
        "docs/wet/counting.md, Interruptions of Work",
        "docs/wet/counting.md,\n    # Fortnights",
    ],
)
def test_a_reference_to_nothing_is_found(text: str) -> None:
    """No such page, no such title, or a title that only begins like it."""
    assert len(list(unresolved(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "docs/wet/counting.md",
        "docs/wet/counting.md, and more",
        "docs/wet/counting.md, Interruptions.",
        'docs/wet/counting.md, Weeks: "104"; docs/wet/counting.md, Interruptions',
        "docs/wet/second-track.md, Answers\n# of a bureau\n\nNext = 1",
        "docs/wet/counting.md,\n    # Opening, target and last day: no law sets it",
    ],
)
def test_a_reference_to_a_title_is_found_again(text: str) -> None:
    """The page alone, or with a title, wherever the line breaks and whatever comes after it."""
    assert list(unresolved(text)) == []


@pytest.mark.parametrize("name", ["statute", "second-track", "privacy", "documents", "prefect"])
def test_a_bare_name_is_found(name: str) -> None:
    """A page without its folder cannot be opened; with it, or as a link, it is judged by the other tests."""
    assert from_outside(f"Source: {name}.md, Counting") == [f"{name}.md"]
    assert from_outside(f"Source: docs/wet/{name}.md and [{name}.md]({name}.md)") == []


def test_a_decision_or_link_to_nothing_is_found() -> None:
    """A number without a page, a file that is not there, a place that is not on the page."""
    assert unknown_decisions("docs/decisions/008: it holds; docs/decisions/999: it does not") == ["999"]
    page = ROOT / "docs" / "wet" / "README.md"
    links = "[a](counting.md#weeks) [b](nowhere.md) [c](counting.md#months-of-the-moon) [d](https://example.org)"
    assert list(dead_links(page, links)) == ["nowhere.md#", "counting.md#months-of-the-moon"]
