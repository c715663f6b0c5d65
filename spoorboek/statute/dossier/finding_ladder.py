"""Who hears of a finding, and when: once on each rung, and once when the last days to repair it begin.

A finding of the first check of a case climbs nothing: all of it goes in one list. One of a step that reminds and
escalates by itself, and one that nothing repairs any more, is told once and no further.
"""

from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.dossier.defect_kinds import defect_kinds

CASE_MANAGER = "casemanager"
REMINDED_BEFORE = timedelta(days=7)  # before the last day on which repair still counts


class FindingRung(NamedTuple):
    """A rung: so many calendar days after the finding was found, and the role that hears of it."""

    days: int
    to: str


FINDING_RUNGS = (FindingRung(0, CASE_MANAGER), FindingRung(14, "leidinggevende"), FindingRung(28, "hr"))


class FoundDefect(NamedTuple):
    """A finding as it is kept: what it is, the day it was found, until when repair helps, and what was told of it."""

    code: str
    found_on: date
    helps_until: date | None
    rung: int
    is_reminded: bool = False
    is_baseline: bool = False


class FindingNotice(NamedTuple):
    """What is told of a finding: the rung that is reached (from 1), or 0 for the reminder; and the role that hears."""

    rung: int
    to: str


def due_notice(finding: FoundDefect, on: date) -> FindingNotice | None:
    """Return what is to be told of a finding on a day, None for nothing; of several rungs that passed the highest."""
    kind = defect_kinds()[finding.code]
    if finding.is_baseline:
        return None
    rungs = FINDING_RUNGS[:1] if kind.watched or kind.repair == "uitleg" else FINDING_RUNGS
    reached = sum(finding.found_on + timedelta(days=rung.days) <= on for rung in rungs)
    if reached > finding.rung:
        return FindingNotice(reached, rungs[reached - 1].to)
    last = finding.helps_until
    reminds = len(rungs) > 1 and last is not None and last - REMINDED_BEFORE <= on <= last
    return FindingNotice(0, CASE_MANAGER) if reminds and not finding.is_reminded and finding.rung else None
