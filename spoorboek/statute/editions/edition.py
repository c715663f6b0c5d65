"""An edition: the rules of law and the house policy that cases are planned by, each with its version."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from textwrap import indent
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from spoorboek.errors import InputError
from spoorboek.outside.yaml_json import DataTextError, parse_yaml
from spoorboek.statute.explain.term_text import ANCHOR_NAMES
from spoorboek.statute.law.data_files import data_text
from spoorboek.statute.law.milestones import MilestoneRule, Rulebook, make_rulebook, rulebook
from spoorboek.statute.law.terms import Offset
from spoorboek.statute.policy.house_policy import HousePolicy
from spoorboek.statute.policy.older_policy import completed_policy
from spoorboek.statute.policy.policy_reader import house_policy, read_house_policy

Made = TypeVar("Made")


class EditionNames(NamedTuple):
    """The versions of an edition."""

    rules: str
    house: str


class Edition:
    """Rules and house policy that belong together. A plain object on purpose, so that Prefect does not traverse it."""

    __slots__ = ("house", "rules")

    def __init__(self, rules: Rulebook, house: HousePolicy) -> None:
        self.rules, self.house = with_house_days(rules, house), house

    @property
    def names(self) -> EditionNames:
        """Return both versions."""
        return EditionNames(self.rules.version, self.house.version)


def with_house_days(rules: Rulebook, house: HousePolicy) -> Rulebook:
    """Return the table with the house's own days for the clocks of a referral; the table itself when it has none."""
    days = {key: step.days for key, step in house.steps.items() if step.days is not None and key in rules.rows}
    return _with_days(rules, days) if days else rules


def _with_days(rules: Rulebook, days: Mapping[str, int]) -> Rulebook:
    texts = {key: _with_target(row, days[key]) if key in days else row for key, row in rules.rows.items()}
    order = tuple(texts[row.key] for row in rules.order)
    tables = tuple((since, _with_days(book, days)) for since, book in rules.by_first_day)
    return replace(rules, rows=MappingProxyType(texts), order=order, by_first_day=tables)


def _with_target(row: MilestoneRule, days: int) -> MilestoneRule:
    assert isinstance(row.target, Offset)  # a test holds the clocks of referrals to it
    return replace(row, target=replace(row.target, count=days))


@cache
def shipped_edition() -> Edition:
    """Return the edition shipped with the product, read once."""
    return Edition(rulebook(), house_policy())


@cache
def shipped_rules_text() -> str:
    """Return the shipped rules as one text: the milestone table, with the values of law under `values`."""
    return f"{data_text('law/milestones.yaml')}\nvalues:\n{indent(data_text('law/values.yaml'), '  ')}"


@cache
def shipped_policy_text() -> str:
    """Return the text of the shipped house policy."""
    return data_text("policy/house.yaml")


def read_rules(text: str, where: str) -> Rulebook:
    """Return the rules in a file; InputError, naming `where`, when they are not valid.

    Every step of the product must be present: an abolished step gets `valid_until` and is not left out.
    """
    book = read_recorded_rules(text, where)
    if missing := rulebook().rows.keys() - book.rows.keys():
        raise InputError(
            f"{where}: {', '.join(sorted(missing))} ontbreekt. Laat een afgeschafte stap staan en zet `valid_until`."
        )
    for problem in _missing_terms(book):
        raise InputError(f"{where}: {problem}")
    return book


def read_recorded_rules(text: str, where: str) -> Rulebook:
    """Return the rules in a text of the record, as they are; InputError, naming `where`, when they are not valid.

    A text of before lacks the steps and the terms that came since: the steps do not exist under it, and a named rule
    without its terms changes nothing.
    """
    if text == shipped_rules_text():
        return rulebook()
    book = _make(make_rulebook, _parse(text, where), where)
    for problem in _unknown_anchors(book):
        raise InputError(f"{where}: {problem}")
    return book


def read_policy(text: str, where: str, rules: Rulebook) -> HousePolicy:
    """Return the house policy in a text, for the steps of `rules`; InputError naming `where` and what is wrong.

    What a policy of before cannot know, it has from the product: see `completed_policy`.
    """
    if text == shipped_policy_text() and rules is rulebook():
        return house_policy()
    return _make(lambda data: read_house_policy(completed_policy(data), rules.rows), _parse(text, where), where)


def _parse(text: str, where: str) -> Mapping[str, Any]:
    try:
        data = parse_yaml(text)
    except DataTextError as error:
        raise InputError(f"{where} is geen geldige YAML: {error}") from error
    if not isinstance(data, dict) or not data.get("version"):
        raise InputError(f"{where}: verwacht `version: …` en de velden die `spoorboek rules show` laat zien.")
    return data


def _make(make: Callable[[Any], Made], data: Mapping[str, Any], where: str) -> Made:
    try:
        return make(data)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
    except KeyError as error:
        raise InputError(f"{where}: {error} ontbreekt of is niet bekend.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{where} heeft niet de vorm die `spoorboek rules show` laat zien: {error}.") from error


def _unknown_anchors(book: Rulebook) -> Iterator[str]:
    for row in book.order:
        for name in {name for term in row.terms() for name in term.anchors()} - ANCHOR_NAMES.keys():
            if "(" not in name:
                yield f"'{row.key}' telt vanaf '{name}'; bekend zijn: {', '.join(ANCHOR_NAMES)}."


def _missing_terms(book: Rulebook) -> Iterator[str]:
    """Yield an error for each row, present or earlier text, that lacks terms a special rule of the product needs."""
    for key, shipped_row in rulebook().rows.items():
        texts = (book.rows[key], *book.rows[key].earlier)
        for rule, terms in shipped_row.instead.items():
            if missing := sorted({field for row in texts for field in terms.keys() - row.instead.get(rule, {}).keys()}):
                yield (
                    f"'{key}' mist `{', '.join(missing)}` onder `instead: {rule}`. De regel '{rule}' heeft dat nodig; "
                    "neem het over uit `spoorboek rules show`, of zet er andere termen."
                )
