"""The milestone table: `milestones.yaml` as typed, validated, immutable rows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import Any

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.errors import NotInForce
from spoorboek.statute.facts import StepRef
from spoorboek.statute.law.basis import Basis, Page, RejectedReading, read_bases, read_pages
from spoorboek.statute.law.data_files import read_data, require_adjoining_periods
from spoorboek.statute.law.row_fields import (
    Correction,
    Repeat,
    make_correction,
    make_repeat,
    read_event,
    read_origin,
    read_state,
    validity_in_words,
)
from spoorboek.statute.law.terms import Offset, Term, parse_term, split_anchor
from spoorboek.statute.law.values import DatedValue, law_values, make_law_values
from spoorboek.statute.plan import Force
from spoorboek.statute.referrals.referral import CLOCK_STARTS

DATE_FIELDS = ("opens", "target", "due", "tolerated")
RULEBOOK_FIELDS = {"version", "wait", "laws", "milestones", "values", "targets_wait"}
MILESTONE_FIELDS = {
    *DATE_FIELDS,
    *("label", "force", "who", "basis", "why", "rejected", "valid_from", "valid_until", "repeats", "each", "when"),
    *("part_of", "done_by", "variants", "deviable", "outlives_recovery", "outlives_case", "after_the_case", "origin"),
    *("after", "instead", "earlier", "answers", "pages", "old_text", "corrects", "valid_on", "introduced", "until"),
}


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """One row of the milestone table; the comment at the top of milestones.yaml explains each field."""

    key: str
    label: str
    force: Force
    who: tuple[str, ...]
    basis: tuple[Basis, ...]
    pages: tuple[Page, ...]
    why: str
    valid_from: date
    valid_until: date | None
    opens: Term | None
    target: Term | None
    due: Term | None
    tolerated: Term | None
    repeat: Repeat | None
    each: str | None
    when: str | None
    part_of: str | None
    done_by: str | None
    variants: tuple[tuple[str, int], ...]
    deviable: bool
    outlives_recovery: bool
    outlives_case: bool
    after_the_case: bool
    after: tuple[str, ...]
    instead: Mapping[str, Mapping[str, Term]]
    rejected: tuple[RejectedReading, ...]
    ref: StepRef
    done_anchor: str
    due_anchor: str
    origin: Mapping[str, str]  # who sets a date, in Dutch, where its force does not say it
    earlier: tuple["MilestoneRule", ...] = ()
    answers: str | None = None
    corrects: Correction | None = None
    valid_on: str = "D"
    introduced: bool = False
    until: str | None = None
    of_referral: bool = False  # a clock of each referral: its occurrence is the number of that

    @property
    def validity(self) -> str:
        """Say in Dutch since when the text holds, and for which cases: "voor wie ziek werd vanaf 1 juli 2023"."""
        return validity_in_words(self.valid_on, self.valid_from, self.valid_until)

    @property
    def repeats(self) -> bool:
        """Return whether the milestone can occur more than once in a case."""
        return self.repeat is not None or self.each is not None

    def terms(self) -> Iterator[Term]:
        """Yield all terms of the row, including those of special rules."""
        yield from (term for term in (self.opens, self.target, self.due, self.tolerated) if term)
        for terms in self.instead.values():
            yield from terms.values()

    def dependencies(self) -> set[str]:
        """Return the keys of the milestones this row counts from, is part of, or is planned after."""
        anchors = {name for term in self.terms() for name in term.anchors()}
        counted_from = {key for name in anchors if (key := split_anchor(name)[1])}
        return counted_from | set(self.after) | ({self.part_of} if self.part_of else set())


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """The whole milestone table under one version.

    `rows`: in the order of the table. `order`: in an order in which they can be dated. `complete_from`: the first sick
    day from which all rows are in force. `values`: the dated values of law. `targets_wait`: no target is planned before
    the day work can start; in a table of before it could be.
    """

    version: str
    rows: Mapping[str, MilestoneRule]
    order: tuple[MilestoneRule, ...]
    complete_from: date
    wait: Term
    values: Mapping[str, DatedValue]
    targets_wait: bool = False
    # The whole table for each first sick day from which some row changes, oldest first; empty when none does.
    by_first_day: tuple[tuple[date, "Rulebook"], ...] = ()

    def at(self, first_sick_day: date) -> "Rulebook":
        """Return the table for cases with this first sick day; earlier texts remain law for earlier cases."""
        if not self.by_first_day:
            return self
        tables = [book for since, book in self.by_first_day if since <= first_sick_day]
        return tables[-1] if tables else self.by_first_day[0][1]

    def with_text(self, row: MilestoneRule) -> "Rulebook":
        """Return the table with another text of one row."""
        return replace(self, rows=MappingProxyType({**self.rows, row.key: row}))

    def check(self, key: str, day: date) -> None:
        """Require that a row was law on the day of the event it attaches to, such as the first sick day; NotInForce."""
        row = self.rows[key]
        if day < row.valid_from:
            of_case = ("deze zaak begon op", "de eerste ziektedag")
            what, to_check = of_case if row.valid_on == "D" else ("in deze zaak is dat", "die dag")
            raise NotInForce(
                f"'{row.label}' geldt {row.validity}; {what} {dutch_date(day)}. De regel van vóór "
                f"{dutch_date(row.valid_from)} kent Spoorboek niet. Controleer {to_check}."
            )
        if row.valid_until and day > row.valid_until:
            raise NotInForce(f"'{row.label}' is afgeschaft na {dutch_date(row.valid_until)}.")


@cache
def rulebook() -> Rulebook:
    """Return the rules shipped with the product, read once."""
    return make_rulebook(read_data("law/milestones.yaml"))


def milestone_table() -> Mapping[str, MilestoneRule]:
    """Return every milestone of the table by its key, in the order of the table."""
    return rulebook().rows


def make_rulebook(data: Mapping[str, Any]) -> Rulebook:
    """Make a rulebook from parsed data; ValueError or KeyError, in Dutch, when the data is not valid.

    `values` in the data replace the shipped values of law of the same name.
    """
    _require_known_fields(data, RULEBOOK_FIELDS)
    rows = {key: _read_row(key, row, data["laws"]) for key, row in data["milestones"].items()}
    dated = MappingProxyType({**law_values(), **make_law_values(data.get("values", {}))})
    book = _make_book(data, rows, dated)
    dated_by_first_day = (row for row in rows.values() if row.earlier and row.valid_on == "D")
    change_days = sorted({item.valid_from for row in dated_by_first_day for item in (row, *row.earlier)})
    tables = ({key: _text_on(row, day) for key, row in rows.items()} for day in change_days)
    books = (_make_book(data, texts, dated) for texts in tables)
    return replace(book, by_first_day=tuple(zip(change_days, books, strict=True)))


def _make_book(data: Mapping[str, Any], rows: Mapping[str, MilestoneRule], dated: Mapping[str, DatedValue]) -> Rulebook:
    positions = {key: position for position, key in enumerate(rows)}
    sorter = TopologicalSorter(
        {key: sorted(_known_dependencies(row, positions), key=positions.__getitem__) for key, row in rows.items()}
    )
    order = tuple(rows[key] for key in sorter.static_order())
    return Rulebook(
        str(data["version"]),
        MappingProxyType(rows),
        order,
        max(row.valid_from for row in order),
        parse_term(data["wait"]),
        dated,
        bool(data.get("targets_wait", False)),
    )


def _text_on(row: MilestoneRule, day: date) -> MilestoneRule:
    """Return the row as it applies to cases that began on a day; the present row where no text was in force yet.

    Of a row that attaches to another event that day does not decide.
    """
    if row.valid_on != "D":
        return row
    in_force = (text for text in (*row.earlier, row) if text.valid_from <= day)
    return max(in_force, key=lambda text: text.valid_from, default=row)


def _known_dependencies(row: MilestoneRule, known: Mapping[str, int]) -> set[str]:
    needed = row.dependencies().union(*(text.dependencies() for text in row.earlier if row.valid_on != "D"))
    if unknown := needed - known.keys():
        raise ValueError(f"'{row.key}' telt vanaf een onbekende stap: {', '.join(sorted(unknown))}")
    return needed


def _require_known_fields(data: Mapping[str, Any], known: Collection[str]) -> None:
    if unknown := sorted(map(str, data.keys() - known)):
        raise ValueError(f"onbekend veld {', '.join(unknown)}; bekend zijn: {', '.join(sorted(known))}")


def _require_target_before_due(target: Term | None, due: Term | None) -> None:
    """Refuse a target after the last day, as far as both count the same unit from the same anchor."""
    if (
        isinstance(target, Offset)
        and isinstance(due, Offset)
        and (target.anchor, target.unit) == (due.anchor, due.unit)
        and target.count > due.count
    ):
        raise ValueError(f"de streefdatum (+ {target.count}) ligt na de uiterste datum (+ {due.count})")


def _read_row(key: str, data: Mapping[str, Any], laws: Mapping[str, Mapping[str, str]]) -> MilestoneRule:
    """Read a row; ValueError naming the row when it is invalid, or when its periods of validity do not adjoin."""
    try:
        row = _make_row(key, data, laws)
        texts = sorted((*row.earlier, row), key=lambda text: text.valid_from)
        require_adjoining_periods("`earlier`", [(text.valid_from, text.valid_until) for text in texts])
        return row
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{key}: {error}") from error


def _make_row(key: str, data: Mapping[str, Any], laws: Mapping[str, Mapping[str, str]]) -> MilestoneRule:
    _require_known_fields(data, MILESTONE_FIELDS)
    if not isinstance(data["valid_from"], date):
        raise ValueError("`valid_from` is geen datum")
    present = {name: value for name, value in data.items() if name != "earlier"}
    terms = {field: parse_term(data[field]) if field in data else None for field in DATE_FIELDS}
    _require_target_before_due(terms["target"], terms["due"])
    return MilestoneRule(
        key=key,
        label=data["label"],
        force=data["force"],
        who=tuple(data["who"]),
        basis=read_bases(data, laws),
        pages=read_pages(data),
        why=data["why"],
        valid_from=data["valid_from"],
        valid_until=data.get("valid_until"),
        **terms,
        repeat=make_repeat(terms) if data.get("repeats") else None,
        each=data.get("each"),
        when=data.get("when"),
        part_of=data.get("part_of"),
        done_by=data.get("done_by"),
        variants=tuple(sorted(data.get("variants", {}).items(), key=lambda item: -item[1])),
        deviable=data.get("deviable", False),
        outlives_recovery=data.get("outlives_recovery", False),
        outlives_case=data.get("outlives_case", False),
        after_the_case=data.get("after_the_case", False),
        after=tuple(data.get("after", ())),
        instead={
            rule: {field: parse_term(term) for field, term in new.items()}
            for rule, new in data.get("instead", {}).items()
        },
        rejected=tuple(RejectedReading(**item) for item in data.get("rejected", ())),
        ref=StepRef(key),
        done_anchor=f"done({key})",
        due_anchor=f"due({key})",
        origin=read_origin(data.get("origin", {}), terms),
        answers=data.get("answers", data.get("each")),
        corrects=make_correction(data.get("corrects")),
        valid_on=read_event(data.get("valid_on", "D")),
        introduced=data.get("introduced", False),
        until=read_state(data.get("until")),
        of_referral=data.get("each") in CLOCK_STARTS,
        earlier=tuple(_make_row(key, {**present, **earlier}, laws) for earlier in data.get("earlier", ())),
    )


RULES_VERSION = rulebook().version
