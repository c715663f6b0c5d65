"""Who hears of a finding, and when: once on each rung, and once when the last days to repair it begin.

A finding of the first check of a case climbs nothing: all of it goes in one list. One of a step that reminds and
escalates by itself, and one that nothing repairs any more, is told once and no further.
"""

from datetime import date, timedelta
from typing import NamedTuple

from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.policy.dossier_norms import USUAL_LADDER, FindingLadder


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


def due_notice(finding: FoundDefect, on: date, ladder: FindingLadder = USUAL_LADDER) -> FindingNotice | None:
    """Return what is to be told of a finding on a day, None for nothing; of several rungs that passed the highest.

    The reminder goes to who hears first.
    """
    kind = defect_kinds()[finding.code]
    if finding.is_baseline:
        return None
    rungs = ladder.rungs[:1] if kind.watched or kind.repair == "uitleg" else ladder.rungs
    reached = sum(finding.found_on + timedelta(days=rung.days) <= on for rung in rungs)
    if reached > finding.rung:
        return FindingNotice(reached, rungs[reached - 1].to)
    last = finding.helps_until
    reminds = len(rungs) > 1 and last is not None and last - timedelta(days=ladder.reminded_before) <= on <= last
    return FindingNotice(0, rungs[0].to) if reminds and not finding.is_reminded and finding.rung else None
