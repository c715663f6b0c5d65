"""Words of the house policy are only words, in every page and file the product makes of them."""

import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.markdown import Markdown

from spoorboek.errors import InputError
from spoorboek.portfolio.tally_export import plain_cell
from spoorboek.statute.editions.edition import read_policy, read_rules, shipped_policy_text, shipped_rules_text
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.milestones import rulebook
from tasks.views.calendar_feed import EntryDates, calendar_entries, calendar_feed
from tasks.views.document_files import plain_name
from tasks.views.markdown_words import markdown_words

ATTACKS = (
    "[klik](javascript:alert(1))", "![x](https://acme.example/x.png)", "<img src=x onerror=alert(1)>", "a | b | c",
    "# kop", "**vet**", "`code`", "~~weg~~", "[red]rood[/red]", "&lt;b&gt;", "<https://acme.example>", "\\[x](y)",
)  # fmt: skip


@pytest.mark.parametrize("words", ATTACKS)
def test_words_stay_words_in_markdown(words: str) -> None:
    """What a reader sees is what was written: no link, no picture, no HTML, no extra column."""
    shown = StringIO()
    Console(file=shown, width=200, markup=False).print(Markdown(f"- {markdown_words(words)}"))
    assert words in shown.getvalue()
    assert not re.search(r"(?<!\\)[<>|\[]", markdown_words(words))


@given(st.text(max_size=40))
def test_no_sign_of_markdown_is_left_bare(text: str) -> None:
    """Every sign that means something has a backslash before it, and there is one line."""
    written = markdown_words(text)
    assert not re.search(r"[\[\]<>|`*]", re.sub(r"\\.", "", written))
    assert len(written.splitlines()) <= 1


@pytest.mark.parametrize("harm", ["=?utf-8?q?x?=", "\\u202e", "\\e[31m", "\\u2028", "\\u200b", "\\0"])
def test_a_label_that_is_no_text_never_gets_in(harm: str) -> None:
    """Labels of steps become subjects of mail: an edition with such a word is refused."""
    house = shipped_policy_text().replace("casemanager: ", f'casemanager: "{harm}" #', 1)
    rules = re.sub(r"(label: ).*", lambda found: f'{found[1]}"{harm}"', shipped_rules_text(), count=1)
    for read in (
        lambda: read_policy(house, "beleid.yaml", rulebook()),
        lambda: read_rules(rules, "regels.yaml"),
    ):
        with pytest.raises(InputError, match="een waarde bevat"):
            read()


@pytest.mark.parametrize("label", ["x\r\nBEGIN:VALARM\r\nACTION:EMAIL", "x;y,z:\\n", "X\nATTENDEE:mailto:kanarie@x.nl"])
def test_a_label_adds_nothing_to_a_calendar(label: str) -> None:
    """Line ends in a label are written as the standard asks: the feed has our lines only."""
    steps = [EntryDates(StepRef("evaluatie", 1), label, None, date(2026, 3, 2))]
    feed = calendar_feed(label, calendar_entries("Z-7K3Q9", 1, datetime(2026, 1, 1, tzinfo=UTC), steps)).decode()
    unfolded = feed.replace("\r\n ", "")
    assert not re.search(r"^(BEGIN:VALARM|ACTION|ATTENDEE)", unfolded, re.MULTILINE)
    assert len(re.findall("^BEGIN:", unfolded, re.MULTILINE)) == 2


@pytest.mark.parametrize("sign", list("=+-@\t\r"))
def test_a_cell_we_write_is_no_formula(sign: str) -> None:
    """A text that begins as a formula does gets a quote before it; a number stays one."""
    assert plain_cell(f"{sign}HYPERLINK(1)").startswith("'")
    assert (plain_cell("-5"), plain_cell("12,50"), plain_cell("stappen")) == ("-5", "12,50", "stappen")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "", "a\x00b", "x" * 5000, "a\\b", ".bashrc"])
def test_a_document_stays_in_its_folder(name: str) -> None:
    """The name of a file in the record leads nowhere else."""
    plain = plain_name(name)
    assert plain not in ("", ".", "..")
    assert not re.search(r"[/\\\0]", plain)
    assert len(plain) <= 150
