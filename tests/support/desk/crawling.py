"""Follow every link and form of the desk, as somebody in one role, and know which page of the table each address is."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit
from zipfile import ZipFile, is_zipfile

import httpx
from support.desk_site import DeskClient

from spoorboek.desk.page_table import PAGES
from spoorboek.desk.visit import DeskPage

OF_ONE_KIND = 1  # addresses of one page that are followed, for one case and one set of questions
STARTS = ("/", "/vandaag/te_laat?wie=team")  # to the second a link leads when a list is long
FILES = ("/werkplek.css", "/spoorboek.svg")


class Reached(NamedTuple):
    """An address that was found: its path with what is asked, the page it is of, and whether a form is sent to it."""

    address: str
    page: DeskPage
    sends: bool

    @property
    def kind(self) -> tuple[str, bool, str, tuple[str, ...]]:
        """Return what makes two addresses of one kind: page, case, and which questions are asked."""
        parts = urlsplit(self.address)
        number = re.search(r"Z-[0-9A-Z]{5}", parts.path)
        asked = sorted(name for name, value in parse_qsl(parts.query) if value)
        return self.page.path, self.sends, number[0] if number else "", tuple(asked)


class Links(HTMLParser):
    """The addresses that stand in a page: of links, and of forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads, and where a form is sent; one without address is sent to its own page."""
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append((given["href"] or "", False))
        if tag == "form":
            self.links.append((given.get("action") or "", given.get("method", "").lower() == "post"))


def page_of(path: str, *, sends: bool) -> DeskPage | None:
    """Return the page of the table that answers a path, as the app finds it; None when there is none."""
    for page in PAGES:
        pattern = "".join(
            "[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", page.path)
        )
        if re.fullmatch(pattern, path) and (page.take if sends else page.show):
            return page
    return None


def crawl(client: DeskClient, starts: tuple[str, ...] = STARTS) -> dict[str, tuple[Reached, httpx.Response | None]]:
    """Follow every link from the start pages; return what was reached by its address, with what was answered.

    A form that changes something is noted and not sent. Of addresses of one kind only the first is followed.
    """
    found: dict[str, tuple[Reached, httpx.Response | None]] = {}
    kinds: dict[object, int] = {}
    waiting = deque((start, False) for start in starts)
    while waiting:
        address, sends = waiting.popleft()
        reached = _reached(address, sends=sends)
        if reached is None or f"{sends} {address}" in found or kinds.get(reached.kind, 0) >= OF_ONE_KIND:
            continue
        kinds[reached.kind] = kinds.get(reached.kind, 0) + 1
        answer = None if sends else client.get(address)
        found[f"{sends} {address}"] = reached, answer
        waiting.extend(_links_of(address, answer) if answer is not None else ())
    return found


def words_of(answer: httpx.Response) -> str:
    """Return what an answer says, as it is read: a page with its signs, or all that stands in a workbook."""
    if is_zipfile(BytesIO(answer.content)):
        with ZipFile(BytesIO(answer.content)) as book:
            return " ".join(unescape(book.read(name).decode("utf-8", "replace")) for name in book.namelist())
    return " ".join(unescape(answer.text).split())


def _reached(address: str, *, sends: bool) -> Reached | None:
    path = urlsplit(address).path
    if path in FILES:
        return None
    page = page_of(path, sends=sends)
    assert page, f"a link leads to {path}, which no page of the table answers"
    return Reached(address, page, sends)


def _links_of(address: str, answer: httpx.Response) -> Iterator[tuple[str, bool]]:
    """Yield the addresses of our own that an answer leads to."""
    if answer.is_redirect:
        yield answer.headers["location"], False
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    for written, sends in Links(answer.text).links:
        whole = urlsplit(urljoin(f"http://desk{address}", written))
        if whole.netloc == "desk":
            yield whole.path + (f"?{whole.query}" if whole.query else ""), sends
