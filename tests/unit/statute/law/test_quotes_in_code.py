"""Quotes in the code: what a docstring or a sentence for people puts between quotation marks is the law's own."""

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest
from support.repository import ROOT

from spoorboek.statute.law.basis import Basis
from spoorboek.statute.law.quotes import quote_problem
from spoorboek.statute.timeline.rules import SPECIAL_RULES

LAWS = {
    "BW": "BWBR0005290",
    "WIA": "BWBR0019057",
    "ZW": "BWBR0001888",
    "Regeling procesgang": "BWBR0013540",
    "Atw": "BWBR0002448",
    "Awb": "BWBR0005537",
    "BBK": "BWBR0014375",
    "SUWI": "BWBR0013060",
    "AOW": "BWBR0002221",
    "WAZO": "BWBR0013008",
    "Boetebesluit": "BWBR0011708",
    "Wtl": "BWBR0037522",
}
ARTICLE = r"(?P<article{0}>(?:\d+[:.])?\d+[a-z]*)"
CITATION = re.compile(
    rf"(?:\b(?P<law>{'|'.join(LAWS)}) (?:art\. |arts )?{ARTICLE.format(1)}|\b{ARTICLE.format(2)}(?=\())"
    r"(?P<lid>\(\d+\)(?:(?:, | and )\(\d+\))*)?(?P<item>\([a-z]\))?"
    r"|\band (?P<same>\(\d+\))"
)
QUOTE = re.compile(r'"([^"]+)"')
NO_LAW = re.compile(r"Werkwijzer|policy rules|uwv\.nl")


def sources() -> Iterator[tuple[str, str]]:
    """Walk the `Source:` of every docstring of the product that quotes something, with its module."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in (name for name in listed.stdout.splitlines() if not name.startswith("tests/")):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                source = " ".join((ast.get_docstring(node) or "").partition("Source:")[2].split())
                if '"' in source:
                    yield name, source


def cited(source: str) -> Iterator[Basis]:
    """Yield each quote of a `Source:` with the article it is said to stand in; a clause ends with a semicolon.

    After a colon the quote belongs to every article of its clause, else to the one named last. A quote without an
    article is one of no place, which proves nothing; what names itself as no law is left out.
    """
    law = article = ""
    for clause in re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", source):
        places: list[tuple[str, str]] = []
        words = ""
        for part in re.split(r'("[^"]+")', clause):
            if quoted := QUOTE.fullmatch(part):
                named = places if words.rstrip().endswith(":") else places[-1:]
                if not NO_LAW.search(QUOTE.sub("", clause)):
                    yield from (Basis(place, address, quoted[1]) for place, address in named or [("nergens", "")])
                continue
            words = part
            for found in CITATION.finditer(part):
                law, article = found["law"] or law, found["article1"] or found["article2"] or article
                if law:
                    places.append((_place(law, article, found), f"https://wetten.overheid.nl/{LAWS[law]}"))


def _place(law: str, article: str, found: re.Match[str]) -> str:
    if law == "BBK":
        return f"par. {article}"
    paragraphs = re.findall(r"\d+", found["lid"] or found["same"] or "")
    lid = f" lid {' en '.join(paragraphs)}" if paragraphs else ""
    return f"art. {article}{lid}" + (f" onder {found['item'][1:-1]}" if found["item"] else "")


@pytest.mark.parametrize(("module", "source"), sorted(set(sources())))
def test_a_quoted_source_is_literal(module: str, source: str) -> None:
    """Under `Source:` a quote stands in each article that its clause names before it."""
    assert [problem for basis in cited(source) if (problem := quote_problem(basis))] == [], module


def test_sentences_of_rules_quote_nothing_they_do_not_cite() -> None:
    """What a rule says in Dutch has no quotation marks: its words are ours, its source stands in brackets."""
    assert [rule.name for rule in SPECIAL_RULES if re.search(r"[“”\"«»]", rule.says)] == []


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ('WIA 25(9): "ten hoogste 52 weken".', 0),
        ('WIA 25(9): "ten hoogste 51 weken".', 1),
        ('WIA 25(10): "ten hoogste 52 weken".', 1),
        ('BW 7:629(10), ZW 29(5), WIA 23(3): "met een onderbreking van minder dan vier weken".', 0),
        ('BW 7:629(10), ZW 29(5), WIA 23(1): "met een onderbreking van minder dan vier weken".', 1),
        ('BW 7:658a(1), 7:658a(2): "zo tijdig mogelijk".', 1),
        ('BW 7:658a(1); 7:658a(2) "zo tijdig mogelijk".', 0),
        ('BW 7:629(11)(a): the period is extended "met de duur van de vertraging"; WIA 25(9).', 0),
        ('BW 7:629(11)(b): the period is extended "met de duur van de vertraging"; WIA 25(9).', 1),
        ('WIA 66(1) and (6): "Artikel 65 is niet van toepassing".', 0),
        ('WIA 66(1) and (5): "Artikel 65 is niet van toepassing".', 1),
        ('WIA 66(1) "tevens aangemerkt als aanvraag" and (6) "Artikel 65 is niet van toepassing".', 0),
        ('WIA 66(1) "tevens aangemerkt als aanvraag" and (5) "Artikel 65 is niet van toepassing".', 1),
        ('ZW 38aa(1)(a), 38(2) "die geen eigenrisicodrager is", 63a(1).', 0),
        ('ZW 38aa(1)(a), 38(2): "die geen eigenrisicodrager is", 63a(1).', 1),
        ('BBK 10: "hiervoor een goed middel".', 0),
        ('"ten hoogste 52 weken".', 1),
        ('Werkwijzer Poortwachter 4.3.1, which is no law: "binnen 3 maanden".', 0),
    ],
)
def test_the_proof_itself(source: str, problems: int) -> None:
    """A changed word, another paragraph, another item, one article of three that does not say it: each is found."""
    assert sum(bool(quote_problem(basis)) for basis in cited(source)) == problems
