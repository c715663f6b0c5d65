"""Every quote is proved: it stands literally in the article and paragraph it cites, or is named as no law."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest

from spoorboek.statute.law import quotes as quotes_module
from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.citations import article_address
from spoorboek.statute.law.data_files import read_data
from spoorboek.statute.law.law_texts import LawText, law_texts
from spoorboek.statute.law.milestones import make_rulebook, rulebook
from spoorboek.statute.law.quotes import doubtful_quotes, quote_problem, text_with

LAWS = read_data("law/milestones.yaml")["laws"]
SANCTION = "ten hoogste 52 weken"


def cite(law: str, article: str, quote: str, text_of: date | None = None) -> Basis:
    """Cite an article of a law of the table."""
    return Basis(f"{LAWS[law]['name']} {article}", article_address(LAWS[law]["url"], article), quote, text_of)


def stands(law: str, article: str, quote: str) -> bool:
    """Return whether a quote stands literally where it says."""
    return not quote_problem(cite(law, article, quote))


def quotes() -> Iterator[tuple[str, Basis]]:
    """Walk every quote of the table, of its earlier texts and of the dated values, with where it stands."""
    for row in rulebook().rows.values():
        for text in (row, *row.earlier):
            yield from ((row.key, basis) for basis in text.basis)
    for value in rulebook().values.values():
        yield from ((value.name, basis) for basis in value.bases())


@pytest.mark.parametrize(("where", "basis"), sorted(set(quotes())), ids=str)
def test_every_quote_is_literal(where: str, basis: Basis) -> None:
    """Table, earlier texts and values: word for word in the article and paragraph named, in the newest text."""
    assert quote_problem(basis) == "", where


def test_what_is_no_law_is_named_so() -> None:
    """A page has a title and the day it was seen, and its words are not offered as the words of a law."""
    pages = [page for row in rulebook().rows.values() for page in row.pages]
    assert len(pages) >= 5
    for page in pages:
        assert page.title
        assert date(2026, 11, 1) <= page.seen_on <= date(2026, 11, 30)


def test_every_value_says_where_it_comes_from() -> None:
    """Each period of a dated value has words of the law, or a page that is no law."""
    periods = [(name, period) for name, value in rulebook().values.items() for period in value.periods]
    assert [(name, period) for name, period in periods if not period.quote and not period.page] == []


@pytest.mark.parametrize("row", rulebook().rows.values(), ids=lambda row: row.key)
def test_words_quoted_in_a_reason_are_those_of_the_law(row: object) -> None:
    """What `why` puts between quotation marks stands in one of the articles of that row."""
    for words in re.findall(r'["“]([^"”]+)["”]', row.why):  # type: ignore[attr-defined]
        assert any(not quote_problem(basis._replace(quote=words)) for basis in row.basis)  # type: ignore[attr-defined]


def test_a_changed_word_is_found() -> None:
    """Not one word may differ, nor a letter, nor a capital."""
    assert stands("wia", "art. 25 lid 9", SANCTION)
    for changed in ("ten hoogste 51 weken", "hoogstens 52 weken", "ten hoogste 52 week", "Ten hoogste 52 weken"):
        assert not stands("wia", "art. 25 lid 9", changed)
    assert not stands("wia", "art. 25 lid 9", "ten hoogste 52 weken lang")


def test_a_quote_does_not_begin_or_end_within_a_word() -> None:
    """Part of a word is another word: four weeks are not found in 104 weeks."""
    assert stands("wia", "art. 23 lid 1", "104 weken")
    assert not stands("wia", "art. 23 lid 1", "4 weken")
    assert not stands("wia", "art. 23 lid 1", "wachttijd van 104 wek")
    assert stands("bw7", "art. 658a lid 5", "voor zover deze noodzakelijk zijn …, alsmede het burgerservicenummer")


def test_another_paragraph_or_article_is_found() -> None:
    """The right words under the wrong number are no proof."""
    wrong = cite("wia", "art. 25 lid 10", SANCTION)
    assert quote_problem(wrong) == f"Wet WIA art. 25 lid 10: “{SANCTION}” staat daar niet letterlijk."
    assert not stands("wia", "art. 26 lid 1", SANCTION)
    assert stands("wia", "art. 25", SANCTION)
    assert not stands("zw", "art. 25 lid 9", SANCTION)


def test_an_item_of_a_list_is_that_item() -> None:
    """“Onder b” means b: not a, not the words before or after the list; “onder i t/m k” is each of those."""
    lengthened = "met de duur van het verlengde tijdvak"
    assert stands("bw7", "art. 629 lid 11 onder b", lengthened)
    assert stands("bw7", "art. 629 lid 11 onder a t/m c", lengthened)
    assert stands("bw7", "art. 629 lid 11 onder b en d", lengthened)
    for other in ("a", "c", "d", "a en c"):
        assert not stands("bw7", f"art. 629 lid 11 onder {other}", lengthened)
    assert not stands("bw7", "art. 670 lid 1 onder b", "Voor de berekening van de termijn")
    assert stands("bw7", "art. 670 lid 1", "Voor de berekening van de termijn")
    early = "op dat moment recht heeft op een uitkering op grond van de Wet werk en inkomen naar arbeidsvermogen"
    address = article_address("https://wetten.overheid.nl/BWBR0037522", "art. 2.14 lid 1 onder a")
    assert quote_problem(Basis("Wtl art. 2.14 lid 1 onder a", address, early)) == ""
    assert quote_problem(Basis("Wtl art. 2.14 lid 1 onder b", address, early)) != ""


def test_several_paragraphs_are_named_as_such() -> None:
    """A quote that runs over two paragraphs cites both; one of them is not enough."""
    across = "een plan van aanpak op. Het plan van aanpak, bedoeld in het eerste lid, omvat in ieder geval"
    assert stands("regeling", "art. 4 lid 1 en 2", across)
    assert stands("regeling", "art. 4 lid 1 t/m 3", across)
    assert not stands("regeling", "art. 4 lid 1", across)
    assert not stands("regeling", "art. 4 lid 1 en 3", across)
    assert not stands("regeling", "art. 4", across)


def test_a_place_that_is_not_in_the_text_is_said() -> None:
    """An article or paragraph the product has no text of proves nothing, also beside one that it has."""
    for article in (
        "art. 999",
        "art. 25 lid 99",
        "art. 25 lid 9 t/m 1",
        "art. 25 lid 1 t/m 999",
        "art. 25 lid 9 en 99",
        "par. 5",
        "nergens",
    ):
        assert quote_problem(cite("wia", article, SANCTION)) == (
            f"Wet WIA {article}: de tekst van dit artikel of lid heeft Spoorboek niet."
        )
    assert stands("bbk", "par. 5 en 9", "naast de eventueel nog lopende")
    assert "heeft Spoorboek niet" in quote_problem(cite("bbk", "par. 5 en 99", "naast de eventueel nog lopende"))


def test_an_annex_is_all_of_its_sections() -> None:
    """Policy rules may be cited by their annex as a whole; a law without one has none."""
    assert stands("bbk", "bijlage", "hiervoor een goed middel")
    assert stands("bbk", "bijlage en par. 10", "hiervoor een goed middel")
    was = quote_problem(cite("bbk", "bijlage", "Periodiek wordt onderzocht of er nog steeds sprake is van"))
    assert was.endswith("staat alleen in de tekst van 21 december 2005; de nieuwste bekende is van 18 november 2006.")
    assert "heeft Spoorboek niet" in quote_problem(cite("wia", "bijlage", SANCTION))


def test_what_is_no_law_is_said() -> None:
    """A site given as a law is told that it is none."""
    page = Basis("UWV Ziek melden bij UWV", "https://www.uwv.nl", "uiterlijk de eerste werkdag")
    assert quote_problem(page) == (
        "UWV Ziek melden bij UWV is geen wet waarvan Spoorboek de tekst heeft; noem het onder `pages`."
    )
    assert text_with(page) is None


def test_old_words_are_found_out() -> None:
    """What only an older text says is no law now; quoted as such, with the day of that text, it is what it was."""
    words = "op de laatste werkdag voordat de dienstbetrekking eindigt"
    now = quote_problem(cite("zw", "art. 38 lid 2", words))
    assert now == (
        f"Ziektewet art. 38 lid 2: “{words}” staat alleen in de tekst van 1 januari 2015; de nieuwste bekende is van "
        "1 juli 2026."
    )
    then = cite("zw", "art. 38 lid 2", words, date(2015, 1, 1))
    assert quote_problem(then) == ""
    assert quote_problem(then._replace(text_of=date(2016, 1, 1))) != ""
    assert quote_problem(then._replace(quote="op de laatste dag van de dienstbetrekking")) != ""


def test_a_row_may_quote_an_older_text_by_its_day() -> None:
    """`old_text` of an earlier row says of which day its words are, in the citation that people read."""
    data = read_data("law/milestones.yaml")
    row = data["milestones"]["ziek_uit_dienst_melding"]
    quote = "op de laatste werkdag voordat de dienstbetrekking eindigt"
    old = {"law": "zw", "article": "art. 38 lid 2", "quote": quote, "text_of": date(2015, 1, 1)}
    row["earlier"] = [
        {"valid_from": date(2004, 1, 1), "valid_until": date(2005, 12, 28), "basis": [], "old_text": [old]}
    ]
    (basis,) = make_rulebook(data).rows["ziek_uit_dienst_melding"].earlier[0].basis
    assert basis.article == "Ziektewet art. 38 lid 2 (tekst van 1 januari 2015)"
    assert quote_problem(basis) == ""


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("een week", "een \n week"),
        ("een week", "een\u00a0week"),
        ("een week", " een week "),
        *(("een re-integratieplan", f"een re{dash}integratieplan") for dash in "-‐‑‒–—−"),
        *(("de collega's", f"de collega{mark}s") for mark in "'‘’‚‛`´"),
        *((f"het begrip {mark}loon{mark}", 'het begrip "loon"') for mark in "“”„‟«»"),
        *(("een werkgever", f"een werk{nothing}gever") for nothing in "\u00ad\u200b\ufeff"),
    ],
)
def test_how_it_is_typed_does_not_matter(monkeypatch: pytest.MonkeyPatch, printed: str, typed: str) -> None:
    """A space, a dash, an apostrophe, a quotation mark is one whatever its kind; both ways round."""
    for there, quoted in ((printed, typed), (typed, printed)):
        text = LawText("BWBR0000001", "Verzonnen wet", date(2026, 1, 1), "", "", {"art. 1": f"Aan {there} komt toe"})
        monkeypatch.setattr(quotes_module, "law_texts", lambda text=text: {"BWBR0000001": (text,)})
        basis = Basis("Verzonnen wet art. 1", "https://wetten.overheid.nl/BWBR0000001", quoted)
        assert quote_problem(basis) == ""
        assert quote_problem(basis._replace(quote=f"{quoted}x".replace(" x", "x"))) != ""


def test_what_is_typed_otherwise_in_the_law_itself() -> None:
    """The law's own dash and quotation marks, asked as a person types them."""
    assert stands("bbk", "par. 5", "- naast de eventueel nog lopende re-integratie-activiteiten")
    assert stands(
        "zw", "art. 38 lid 4", 'wordt voor "de behandeling van de aangifte, bedoeld in het tweede lid" gelezen'
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_form_of_unicode_does_not_matter(form: str) -> None:
    """A letter with a sign is one letter, written as one character or as two."""
    written = unicodedata.normalize(form, "stelt de werkgever, bedoeld in het eerste lid")  # type: ignore[arg-type]
    signs = unicodedata.normalize(form, "een reïntegratieverslag op")  # type: ignore[arg-type]
    assert stands("wia", "art. 25 lid 3", written)
    assert stands("wia", "art. 25 lid 3", signs)
    assert not stands("wia", "art. 25 lid 3", "een reintegratieverslag op")


@pytest.mark.parametrize("dots", ["…", "...", "[…]", "(...)"])
def test_an_ellipsis_leaves_words_out_in_order(dots: str) -> None:
    """The parts stand in order within one sentence of one paragraph."""
    repair = f"eindigt zes weken nadat het UWV heeft vastgesteld {dots} heeft hersteld"
    assert stands("wia", "art. 25 lid 14", repair)
    assert not stands("wia", "art. 25 lid 14", f"heeft hersteld {dots} eindigt zes weken nadat")
    assert not stands(
        "wia", "art. 25 lid 13 en 14", f"bedoeld in het twaalfde lid {dots} maar niet later dan na 52 weken"
    )


def test_an_ellipsis_does_not_jump_to_another_sentence() -> None:
    """Words of two sentences do not become one statement."""
    assert not stands("wia", "art. 25 lid 14", "zes weken nadat het UWV heeft vastgesteld dat … is hersteld")


def test_parts_may_not_be_the_same_words() -> None:
    """Each part is a passage of its own."""
    assert not stands("wia", "art. 23 lid 1", "104 weken … 104 weken")


@pytest.mark.parametrize("nothing", ["", " ", "…", "[…] …"])
def test_nothing_is_no_quote(nothing: str) -> None:
    """An empty quote proves nothing."""
    assert not stands("wia", "art. 25 lid 9", nothing)


def test_each_law_has_one_text_of_a_day_and_the_newest_comes_first() -> None:
    """The product's texts name their law, their day and the copy they were read from."""
    for law, texts in law_texts().items():
        days = [text.text_of for text in texts]
        assert days == sorted(set(days), reverse=True)
        assert all(text.law == law and text.copy and text.places for text in texts)
    assert {law["url"].rpartition("/")[2] for law in LAWS.values()} <= law_texts().keys()


def test_a_quote_of_many_parts_is_answered_at_once() -> None:
    """However many words are left out, the answer takes no time that a reader would notice."""
    assert not stands("wia", "art. 25 lid 9", " … ".join(["de"] * 500))
    assert stands("wia", "art. 25 lid 9", "Indien … de … de … verlengt")


def test_rules_of_a_house_are_told_what_is_not_literal() -> None:
    """A warning names the step, the article and the words; the rules of the product give none."""
    assert list(doubtful_quotes(rulebook())) == []
    data = read_data("law/milestones.yaml")
    data["milestones"]["plan_van_aanpak"]["basis"][1]["quote"] = "een plan van aanzien"
    fine = read_data("law/values.yaml")["fine_later"]
    fine["periods"][0]["quote"] = "€ 515, indien"
    assert list(doubtful_quotes(make_rulebook({**data, "values": {"fine_later": fine}}))) == [
        "'plan_van_aanpak': Wet WIA art. 25 lid 2: “een plan van aanzien” staat daar niet letterlijk.",
        "'fine_later': Boetebesluit socialezekerheidswetten art. 2c lid 1 onder c: “€ 515, indien” staat daar niet "
        "letterlijk.",
    ]


DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("pages", [{"titel": "x", "seen_on": DAY}]),
        ("pages", [{"title": "x"}]),
        ("pages", [{"title": "x", "seen_on": "gisteren"}]),
        ("pages", [{"title": 5, "seen_on": DAY}]),
        ("pages", "een pagina"),
        ("pages", {"title": "x", "seen_on": DAY}),
        ("pages", None),
        ("pages", ["x"]),
        ("old_text", [{"law": "zw", "article": "art. 38 lid 2", "quote": "x"}]),
        ("old_text", [{"law": "zw", "article": "art. 38 lid 2", "quote": "x", "text_of": "toen"}]),
    ],
)
def test_a_page_or_an_old_text_with_other_fields_is_refused(field: str, written: object) -> None:
    """One Dutch sentence names the step, the list and what each of its points has."""
    data = read_data("law/milestones.yaml")
    data["milestones"]["riv_upload"][field] = written
    first = {"pages": "title (tekst), seen_on (een dag)", "old_text": "law (tekst), article (tekst)"}[field]
    with pytest.raises(ValueError, match=f"riv_upload: `{field}` is een lijst, en elk punt heeft: {re.escape(first)}"):
        make_rulebook(data)
