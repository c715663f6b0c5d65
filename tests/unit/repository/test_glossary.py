"""The glossary speaks of every Dutch key of the product, of nothing else, and of each once."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any, NamedTuple, get_args

from support.repository import ROOT

from flows.engine.shipped_deployments import read_deployments
from models import tables
from spoorboek.importing.import_report import RowVerdict
from spoorboek.importing.reading.columns import COLUMNS_BY_KIND, ROLES
from spoorboek.platform.deploy import SAVED_VIEWS
from spoorboek.portfolio import behaviour_reader, portfolio_reader, tally, tally_export
from spoorboek.statute.agenda.step_status import StepStatus
from spoorboek.statute.editions.plan_diff import ChangeKind
from spoorboek.statute.facts import SafetyNet
from spoorboek.statute.law.milestones import milestone_table
from spoorboek.statute.plan import PlanStatus
from spoorboek.statute.policy.house_policy import ANCHOR_WORDS
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.timeline.course import ClosingKind
from spoorboek.statute.timeline.rules import RULES_BY_NAME
from spoorboek.stories import story_words
from spoorboek.stories.story_reader import shipped_stories
from tasks.outbox import held_mail
from tasks.reports.report_catalogue import FACTS_BY_ACTION, REPORTABLE_FACTS
from tasks.views import run_list
from templates.dutch_filters import FILTERS
from templates.forms.form_fields import FieldKind
from templates.mail_texts import NEEDS
from templates.template_catalogue import TemplateFamily, catalogue

GLOSSARY = ROOT / "docs" / "glossary.md"
SOURCES = {".py", ".yaml", ".html", ".txt", ".json", ".css"}
OWN_CODES = "Operator"  # its choices are the codes of an installation, not words


class Entry(NamedTuple):
    """One row: its table, its terms, which of them are set as code, what they mean, where they come from."""

    theme: str
    terms: tuple[str, ...]
    code: tuple[str, ...]
    meaning: str
    source: str


def entries() -> Iterator[Entry]:
    """Walk the rows of every table of the glossary."""
    theme = ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            theme = line.removeprefix("## ")
        if not line.startswith("| ") or line.startswith("| term |"):
            continue
        first, meaning, source = (cell.strip() for cell in line.strip("|").split(" | "))
        terms = tuple(term.strip("` ") for term in first.split(", "))
        yield Entry(theme, terms, tuple(re.findall(r"`([^`]+)`", first)), meaning, source)


@cache
def known() -> frozenset[str]:
    """Return every term, in small letters: a class, a field and a label may differ in their first letter only."""
    return frozenset(term.casefold() for entry in entries() for term in entry.terms)


def missing(*groups: Iterable[str]) -> list[str]:
    """List the keys that have no row."""
    return sorted({key for group in groups for key in group if key.casefold() not in known()})


def choices(annotation: Any) -> Iterator[str]:
    """Walk the names a form shows for a parameter: its choice list, and the codes in it."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield annotation.__name__
        if annotation.__name__ != OWN_CODES:
            yield from (str(each.value) for each in annotation if not str(each.value).isdecimal())
    for part in get_args(annotation):
        yield from choices(part)


def fields(schema: Any) -> Iterator[str]:
    """Walk the names a JSON schema gives to fields and to shared parts."""
    if isinstance(schema, dict):
        yield from (name for part in ("properties", "$defs") for name in schema.get(part, {}))
        for value in schema.values():
            yield from fields(value)


def stems(folder: str, ending: str) -> list[str]:
    """List the names of the files under a folder of the repository, and of the folders they stand in."""
    found = sorted((ROOT / folder).rglob(f"*{ending}"))
    above = {place.parent.name for place in found if place.parent != ROOT / folder}
    return [place.name.removesuffix(ending) for place in found] + sorted(above)


@cache
def product() -> str:
    """Return the text of everything the product consists of, with the names of its files and of its pages."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    places = [place for each in (*packages, "deployments") for place in (ROOT / each).rglob("*")]
    texts = [place.read_text(encoding="utf-8") for place in places if place.suffix in SOURCES]
    names = [re.split(r"[/.]", str(place.relative_to(ROOT))) for place in (*places, *(ROOT / "docs").rglob("*.md"))]
    return "\n".join([*texts, *(part for name in names for part in name)])


def _stands(term: str, text: str) -> bool:
    """Tell whether a term that is more, or less, than a word stands in a text; one that ends in `_` is a beginning."""
    return (term.endswith("_") or not re.fullmatch(r"\w+", term)) and term in text


def test_every_row_is_whole() -> None:
    """A row has its terms, one line of meaning that ends in a full stop, and a source."""
    found = list(entries())
    assert len(found) > 500
    assert [each.terms for each in found if not (all(each.terms) and each.source and each.meaning.endswith("."))] == []


def test_no_term_means_two_things() -> None:
    """A term stands in one row of one table; capitals make no other term."""
    places = [(term, entry) for entry in entries() for term in {each.casefold() for each in entry.terms}]
    rows: dict[str, list[str]] = {}
    for term, entry in places:
        rows.setdefault(term, []).append(f"{entry.theme}: {entry.meaning}")
    assert {term: found for term, found in rows.items() if len(found) > 1} == {}


def test_every_table_is_in_order_of_the_alphabet() -> None:
    """A reader finds a term by its first letters, capitals aside."""
    order: dict[str, list[str]] = {}
    for entry in entries():
        order.setdefault(entry.theme, []).append(entry.terms[0].casefold())
    assert [theme for theme, terms in order.items() if terms != sorted(terms)] == []


def test_nothing_is_explained_that_the_product_does_not_have() -> None:
    """What is set as code stands in the product's code, data or file names; a key that went takes its row along."""
    text = product()
    words = set(re.findall(r"\w+", text))
    gone = [term for entry in entries() for term in entry.code if term not in words and not _stands(term, text)]
    assert gone == []


def test_every_key_of_the_law_has_a_row() -> None:
    """Milestones and their variants, special rules, safety-net groups and early ends of a case are explained."""
    rows = milestone_table()
    variants = (name for row in rows.values() for name, _ in row.variants)
    replaced = (rule for row in rows.values() for rule in row.instead)
    regimes = get_args(SafetyNet)
    assert missing(rows, variants, replaced, RULES_BY_NAME, regimes, get_args(ClosingKind)) == []


def test_every_key_of_the_house_has_a_row() -> None:
    """Roles, documents, the codes of every choice list and the words for effects are explained."""
    policy = house_policy()
    codes = (code for choice in policy.choices.values() for code in choice)
    words = (word.partition(" {")[0] for word in policy.words.values())
    assert missing(policy.roles, policy.documents, codes, words, ANCHOR_WORDS.values()) == []


def test_every_status_has_a_row() -> None:
    """Statuses of steps, cases and mails, what became of a step in another plan, and of a row of an import."""
    stored = (
        *(tables.OPEN, tables.CLOSED, tables.WAITING, tables.SENT, tables.REFUSED, tables.HELD, tables.DROPPED),
        *(held_mail.LOST_TIME, held_mail.IN_OUTBOX, held_mail.FOLLOWS, held_mail.RELEASED, held_mail.ALREADY_SENT),
        *(held_mail.CALLED_BACK, held_mail.REPORT_WITHDRAWN, held_mail.RECALLED, held_mail.NOT_NEEDED),
    )
    assert missing(*map(get_args, (PlanStatus, StepStatus, ChangeKind, RowVerdict)), stored) == []


def test_every_fact_and_its_action_has_a_row() -> None:
    """What an operator can report has its code explained, and the action that offers it."""
    assert missing(REPORTABLE_FACTS, FACTS_BY_ACTION) == []


def test_every_run_form_has_its_rows() -> None:
    """Each action has its label, its function, its fields, its choice lists and their codes explained."""
    found: list[str] = []
    for deployment in read_deployments():
        module, _, name = deployment["entrypoint"].partition(":")
        made = getattr(import_module(module), name)
        found += [deployment["name"], *deployment["tags"]]
        if "operator" in deployment["tags"]:
            found += [name, *signature(made.fn).parameters]
            found += [word for each in signature(made.fn).parameters.values() for word in choices(each.annotation)]
        else:
            found += [made.name] if made.name[:1].isupper() else []
    assert missing(set(found) - {"operator", OWN_CODES}) == []


def test_every_tag_and_view_of_the_run_list_has_a_row() -> None:
    """What operators filter the list of cases by is explained."""
    tags = [value for name, value in vars(run_list).items() if name.endswith("_TAG")]
    assert len(tags) == 13
    assert missing(tags, SAVED_VIEWS, ("dossier", "jaar-1", "jaar-2")) == []


def test_every_word_of_a_story_has_a_row() -> None:
    """Events and their fields, context, actions and what stands around them; and each story that is shipped."""
    of_events = (field for word in story_words.EVENT_WORDS.values() for field in word.fields)
    around = (
        *story_words.STORY_FIELDS,
        *story_words.EXPECTED_FIELDS,
        *story_words.NEVER_FIELDS,
        *story_words.VERDICT_FIELDS,
    )
    told = (story_words.EVENT_WORDS, story_words.CONTEXT_FIELDS, story_words.ACTION_WORDS)
    codes = (
        code
        for word in story_words.EVENT_WORDS.values()
        for field in word.fields.values()
        if not isinstance(field.choices, str)
        for code in field.choices
        if not code.isdecimal()
    )
    assert missing(*told, of_events, around, codes, shipped_stories()) == []


def test_every_field_of_a_portfolio_and_an_import_has_a_row() -> None:
    """Fields of a portfolio file, headings of its export, kinds of import files, and columns named after a role."""
    read = (portfolio_reader.PORTFOLIO_FIELDS, portfolio_reader.INFLOW_FIELDS, portfolio_reader.KNOWN_FIELDS)
    acted = (behaviour_reader.BEHAVIOUR_FIELDS, behaviour_reader.WAGE_FIELDS)
    words = (behaviour_reader.ON_TIME, behaviour_reader.OTHERWISE, *tally.WORK_KINDS)
    exported = (tally_export.CSV_HEADS, tally_export.PLURALS.values())
    assert missing(*read, *acted, words, *exported, COLUMNS_BY_KIND, ROLES) == []


def test_every_template_has_a_row() -> None:
    """Documents and their families, mails, filters, kinds of fields, and the files and folders they are kept in."""
    files = stems("templates", ".html") + stems("templates", ".txt")
    licence = {"OFL", "fonts", "layout"}
    assert (
        missing(catalogue(), get_args(TemplateFamily), NEEDS, FILTERS, get_args(FieldKind), set(files) - licence) == []
    )


def test_every_field_of_the_message_to_a_bureau_has_a_row() -> None:
    """A bureau's own programmer reads the schema; so each of its names is explained."""
    found = [
        name for place in (ROOT / "templates").rglob("*.schema.json") for name in fields(json.loads(place.read_text()))
    ]
    assert found
    assert missing(found) == []


def test_every_place_to_fill_in_has_a_row() -> None:
    """Names of fields in the PDF forms, and the macros that place them."""
    text = "\n".join(place.read_text(encoding="utf-8") for place in (ROOT / "templates").rglob("*.html"))
    named = re.findall(r"\b(?:tekst|datum|open|vink|keuze|handtekening)\(\"([a-z_0-9]+)\"", text)
    codes = re.findall(r"\(\"([a-z_0-9]+)\", \"", text)
    lines = re.findall(r", \"([a-z]+_[a-z_0-9]+)\"(?:, \d+)?\) }}", text)
    assert len(named) > 30
    assert missing(named, codes, lines, re.findall(r"macro ([a-z_]+)", text)) == []


def test_every_page_of_the_handbook_has_a_row() -> None:
    """Who looks for a page by its file name finds what it is about."""
    assert missing(stems("docs/handboek", ".md"), ["handboek"]) == []
