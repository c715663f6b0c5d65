"""The parts of a report: which papers can be one, and what each is called in UWV's portal."""

import re

from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.dossier.paper_kinds import MEDICAL_KINDS, NOT_FOR_UWV, PAPER_KINDS
from spoorboek.statute.dossier.report_parts import ORDER, ReportPart
from spoorboek.statute.facts import StepRef
from tasks.report_bundle.bundling import TOLD_OTHERWISE

ABOUT_THE_REPORT = {"ontvangst_afschrift", "ontvangst_riv"}  # proofs that come after it


def test_every_paper_can_be_a_part() -> None:
    """A kind that is added goes into the bundle, or is named here as one that does not; a medical one never does."""
    assert {*ORDER} == {*PAPER_KINDS} - ABOUT_THE_REPORT - NOT_FOR_UWV
    assert not {*ORDER} & {*MEDICAL_KINDS}
    assert len(ORDER) == len({*ORDER})


def test_every_name_can_be_a_file_anywhere() -> None:
    """Small letters, digits and dashes: no portal and no system refuses them."""
    stems = {ReportPart(kind, StepRef(PAPER_KINDS[kind].steps[0])).file_stem for kind in ORDER}
    assert len(stems) == len(ORDER)
    assert all(re.fullmatch(r"[a-z0-9_-]{3,50}", stem) for stem in stems)


def test_what_the_parts_tell_themselves_is_a_finding_there_is() -> None:
    """A finding that is renamed in the check does not come twice on a cover."""
    assert {*defect_kinds()} >= TOLD_OTHERWISE
