"""An article as the table cites it becomes its permanent address; what is no single article is the law as a whole."""

import pytest

from spoorboek.statute.law.citations import article_address

WIA, BW7 = "https://wetten.overheid.nl/BWBR0019057", "https://wetten.overheid.nl/BWBR0005290"


@pytest.mark.parametrize(
    ("article", "ending"),
    [
        ("art. 24", "&artikel=24"),
        ("art. 7a", "&artikel=7a"),
        ("art. 25 lid 9", "&artikel=25&lid=9"),
        ("Wet WIA art. 25 lid 11 onder b", "&artikel=25&lid=11&o=b"),
        ("art. 6:8 lid 1", "&artikel=6:8&lid=1"),
        ("art. 2.17", "&artikel=2.17"),
        ("art. 25 lid 10 en 11", "&artikel=25"),
        ("art. 4 lid 1 t/m 3", "&artikel=4"),
        ("art. 6 lid 1 onder i t/m k", "&artikel=6&lid=1"),
        ("art. 45 lid 1 onder j en lid 7", "&artikel=45"),
    ],
)
def test_an_article_is_addressed_as_far_as_one_place_is_meant(article: str, ending: str) -> None:
    """Article, lid and onderdeel where one is named; of several the part that holds them all."""
    assert article_address(WIA, article) == f"https://wetten.overheid.nl/jci1.3:c:BWBR0019057{ending}"


@pytest.mark.parametrize("article", ["art. 629 lid 11 onder a", "art. 7:629 lid 11 onder a"])
def test_an_article_of_the_civil_code_is_one_of_its_book(article: str) -> None:
    """Written with its book or without: the address names the book once."""
    assert (
        article_address(BW7, article) == "https://wetten.overheid.nl/jci1.3:c:BWBR0005290&boek=7&artikel=629&lid=11&o=a"
    )


@pytest.mark.parametrize("article", ["bijlage en par. 10", "par. 5 en 9", "", "art. 6:7 en 6:8 lid 1"])
def test_what_is_no_single_article_is_the_law(article: str) -> None:
    """An annex, a paragraph, two articles at once: the address of the law as a whole."""
    assert article_address(WIA, article) == WIA


def test_a_page_elsewhere_stays_as_it_is() -> None:
    """What is no law at wetten.overheid.nl has no such address."""
    assert article_address("https://www.uwv.nl", "art. 3") == "https://www.uwv.nl"
