"""Quotes at their edges: each one of the product stands, and none stands with one letter, one place or one day off."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.law_texts import law_texts
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.law.quotes import newest_text, quote_problem, text_with


def quotes() -> Iterator[Basis]:
    """Walk every quote of the table, its earlier texts and the dated values, each once."""
    rows = (text for row in rulebook().rows.values() for text in (row, *row.earlier))
    values = (basis for value in rulebook().values.values() for basis in value.bases())
    yield from dict.fromkeys((*(basis for text in rows for basis in text.basis), *values))


ALL = sorted(quotes())


def changed(words: str) -> Iterator[str]:
    """Yield words with one letter or digit changed: each in turn."""
    for place, sign in enumerate(words):
        if sign.isalnum():
            other = "q" if sign.isalpha() else str((int(sign) + 1) % 10)
            yield words[:place] + other + words[place + 1 :]


@pytest.mark.parametrize("basis", ALL, ids=lambda basis: f"{basis.article}: {basis.quote[:30]}")
def test_not_one_letter_may_differ(basis: Basis) -> None:
    """Whichever letter or digit it is, and none may be missing."""
    assert quote_problem(basis) == ""
    assert [words for words in changed(basis.quote) if not quote_problem(basis._replace(quote=words))] == []
    for words in (basis.quote[1:], basis.quote[:-1]):
        cut = re.fullmatch(r"\W|\w(?=\W|$)", basis.quote[0] if words is basis.quote[1:] else basis.quote[-1])
        assert quote_problem(basis._replace(quote=words)) or cut is not None


def next_paragraph(basis: Basis) -> Basis:
    """Cite the next paragraph of the same article in its place."""
    moved = re.sub(r"lid (\d+)", lambda found: f"lid {int(found[1]) + 1}", basis.article, count=1)
    return basis._replace(article=moved)


@pytest.mark.parametrize(
    "basis",
    [each for each in ALL if re.search(r"lid \d+$", each.article)],
    ids=lambda basis: f"{basis.article}: {basis.quote[:30]}",
)
def test_not_one_paragraph_further(basis: Basis) -> None:
    """The words stand in the paragraph that is cited; the next one may only repeat them word for word."""
    other = next_paragraph(basis)
    stands = not quote_problem(other)
    assert not stands or len(basis.quote.split()) <= 8


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_text_of_then_has_its_own_day(days: int) -> None:
    """Words of an older text are named with the day of that text: not the day before, not the day after."""
    words = "op de laatste werkdag voordat de dienstbetrekking eindigt"
    then = date(2015, 1, 1) + timedelta(days)
    basis = Basis("Ziektewet art. 38 lid 2", "https://wetten.overheid.nl/BWBR0001888", words, then)
    assert (quote_problem(basis) == "") is (days == 0)
    assert quote_problem(basis._replace(text_of=None)).endswith("de nieuwste bekende is van 1 juli 2026.")


def test_each_quote_stands_in_the_newest_text_of_its_law() -> None:
    """Or it names the day of the text it is from; the page for lawyers shows that day."""
    for basis in ALL:
        found = text_with(basis)
        assert found is not None
        assert found.text_of == (basis.text_of or newest_text(basis))
        assert found in law_texts()[found.law]
