"""A track as one rule sees it on a day, and what the rule finds; days are counted from Wednesday 6 January 2027."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from support.second_track.tracks import BEGUN, FIRST_SICK_DAY, after

from spoorboek.statute.facts import CaseFacts
from spoorboek.statute.policy.adequacy_norms import USUAL_NORMS
from spoorboek.statute.referrals.referral import Move
from spoorboek.statute.second_track.findings import Finding, TrackView
from spoorboek.statute.second_track.trajectory import Track

LAST_HELP = 270
Rule = Callable[[TrackView], Iterator[Finding]]
Found = tuple[int, int | None, str]


def view(on: int, *, last_help: int | None = LAST_HELP, facts: dict[str, Any] | None = None, **track: Any) -> TrackView:
    """Return a track that runs from day 0, as it was known on a day; `facts`: of its case."""
    known = Track(**{"referral": 1, "moves": (Move("loopt", after(0)),), **track}).known_on(after(on))
    helps = None if last_help is None else after(last_help)
    return TrackView(known, CaseFacts(FIRST_SICK_DAY, **(facts or {})), after(on), USUAL_NORMS, helps)


def found(rule: Rule, on: int, **parts: Any) -> list[Found]:
    """Return what a rule finds on a day: since when, until when mending it helps, and the sentence."""
    return [as_found(each) for each in rule(view(on, **parts))]


def first_day(rule: Rule, last: int = 200, **parts: Any) -> int | None:
    """Return the first day on which a rule finds something; None when it never does."""
    return next((on for on in range(-20, last) if found(rule, on, **parts)), None)


def as_found(finding: Finding) -> Found:
    """Write a finding with its days as numbers."""
    return _number(finding.since), finding.helps_until and _number(finding.helps_until), finding.sentence


def _number(day: date) -> int:
    return (day - BEGUN).days
