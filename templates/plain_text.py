"""The text of a document, as a mail body and the golden files show it: the same HTML, without its looks."""

import re
import textwrap
from html.parser import HTMLParser

PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "table", "ul", "ol", "section", "header", "main", "div"})
VOID = frozenset({"br", "meta", "col"})
PLACEHOLDERS = {
    "tekst": "____",
    "datum": "__-__-____",
    "open": "[…]",
    "vink": "[ ]",
    "keuze": "( )",
    "handtekening": "______",
}
LINE_WIDTH = 78


class _Reader(HTMLParser):
    """Collect the words and where lines end. What is classed `papier` is for paper only, and left out like the head."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0
        self.heading = False
        self.numbers: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a row, an item or a place to fill in."""
        classes = (dict(attrs).get("class") or "").split()
        if self.silent or tag == "head" or "papier" in classes:
            self.silent += tag not in VOID
        else:
            self.parts.append(self._opening(tag, classes))

    def _opening(self, tag: str, classes: list[str]) -> str:
        self.heading = self.heading or tag == "thead"
        if tag in ("ul", "ol"):
            self.numbers.append(1 if tag == "ol" else None)
        if tag == "li":
            return "\n" + self._bullet()
        if "veld" in classes:
            return f" {PLACEHOLDERS[classes[1]]} "
        return "\n\n" if tag in PARAGRAPHS else "\n" if tag in ("tr", "br") else ""

    def _bullet(self) -> str:
        number = self.numbers[-1]
        if number is None:
            return "- "
        self.numbers[-1] = number + 1
        return f"{number}. "

    def handle_endtag(self, tag: str) -> None:
        """End a cell with what parts it from the next, a block with an empty line."""
        if self.silent:
            self.silent -= 1
        elif tag in ("th", "td"):
            self.parts.append(": " if tag == "th" and not self.heading else " | ")
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")
            if tag in ("ul", "ol"):
                self.numbers.pop()
        elif tag == "thead":
            self.heading = False

    def handle_data(self, data: str) -> None:
        """Keep the words, with single spaces."""
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """Return the text of an HTML page, wrapped at 78 characters, its places to fill in marked."""
    reader = _Reader()
    reader.feed(html)
    return wrap_text("".join(reader.parts))


def wrap_text(text: str) -> str:
    """Return a text with its lines tidied and wrapped, at most one empty line between two."""
    lines = (_tidy(line) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(part for line in lines for part in _wrap(line))).strip() + "\n"


def _tidy(line: str) -> str:
    """Take the doubled spaces out of a line, and the marks of empty cells off its ends."""
    return re.sub(r"\s+", " ", line).strip(" |\t").removeprefix(": ")


def _wrap(line: str) -> list[str]:
    """Wrap one line; the continuation of an item is indented below its text."""
    hang = re.match(r"(- |\d+\. )?", line)
    indent = " " * len(hang.group()) if hang else ""
    return textwrap.wrap(
        line, LINE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
