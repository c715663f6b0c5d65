"""The handbook's page about the check of dossiers says what the data say.

`SPOORBOEK_GOLDEN=write` rewrites it; the change is then read as a diff.
"""

from support.approved import compare
from support.repository import HANDBOOK

from spoorboek.handbook.defects_page import NORM_WORDS, defects_page
from spoorboek.statute.dossier.defect_kinds import defect_kinds
from spoorboek.statute.policy.dossier_norms import DossierNorms

PAGE = HANDBOOK / "controle-riv.md"


def test_the_page_says_what_the_data_say() -> None:
    """A change of a finding, a norm or a rung shows on the page, in the same commit."""
    made = defects_page()
    compare(PAGE, made)


def test_nothing_is_left_out() -> None:
    """Every kind of finding has its place, with what mends it; every norm has words."""
    made = defects_page()
    assert [code for code in defect_kinds() if f"### `{code}`" not in made] == []
    assert [kind.mends for kind in defect_kinds().values() if kind.mends not in made] == []
    assert NORM_WORDS.keys() == {*DossierNorms._fields}
    assert "{" not in made
