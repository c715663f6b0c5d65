"""Convert the HTML of a document to plain text, for mail bodies and golden files."""

import re
import textwrap
from collections.abc import Iterable
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


class _TextExtractor(HTMLParser):
    """Collect text and line breaks. Elements of class `papier` are for paper only and skipped, like the head."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipped_depth = 0
        self.in_table_head = False
        self.item_numbers: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a paragraph, a row, an item or a form field."""
        classes = (dict(attrs).get("class") or "").split()
        if self.skipped_depth or tag == "head" or "papier" in classes:
            self.skipped_depth += tag not in VOID
        else:
            self.parts.append(self._opening(tag, classes))

    def _opening(self, tag: str, classes: list[str]) -> str:
        self.in_table_head = self.in_table_head or tag == "thead"
        if tag in ("ul", "ol"):
            self.item_numbers.append(1 if tag == "ol" else None)
        if tag == "li":
            return "\n" + self._bullet()
        if "veld" in classes:
            return f" {PLACEHOLDERS[classes[1]]} "
        return "\n\n" if tag in PARAGRAPHS else "\n" if tag in ("tr", "br") else ""

    def _bullet(self) -> str:
        number = self.item_numbers[-1]
        if number is None:
            return "- "
        self.item_numbers[-1] = number + 1
        return f"{number}. "

    def handle_endtag(self, tag: str) -> None:
        """End a cell with its separator, a block with an empty line."""
        if self.skipped_depth:
            self.skipped_depth -= 1
        elif tag in ("th", "td"):
            self.parts.append(": " if tag == "th" and not self.in_table_head else " | ")
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")
            if tag in ("ul", "ol"):
                self.item_numbers.pop()
        elif tag == "thead":
            self.in_table_head = False

    def handle_data(self, data: str) -> None:
        """Collect text, with single spaces."""
        if not self.skipped_depth:
            self.parts.append(re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """Return the text of an HTML page, wrapped at 78 characters, with its form fields marked."""
    reader = _TextExtractor()
    reader.feed(html)
    return wrap_text("".join(reader.parts))


def wrap_text(text: str) -> str:
    """Return a text with tidied and wrapped lines, and at most one empty line in a row."""
    return _joined(part for line in text.split("\n") for part in _wrap(_tidy(line)))


def tidy_text(text: str) -> str:
    """Return a text with tidied lines, as long as they are, and at most one empty line in a row."""
    return _joined(map(_tidy, text.split("\n")))


def _joined(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _tidy(line: str) -> str:
    """Remove repeated spaces from a line, and separators of empty cells from its ends."""
    return re.sub(r"\s+", " ", line).strip(" |\t").removeprefix(": ")


def _wrap(line: str) -> list[str]:
    """Wrap one line; further lines of an item are indented below its text."""
    marker = re.match(r"(- |\d+\. )?", line)
    indent = " " * len(marker.group()) if marker else ""
    return textwrap.wrap(
        line, LINE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
