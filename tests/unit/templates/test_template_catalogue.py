"""The list of documents, beside the house policy that asks for them, and the font they are set in."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import templates
from spoorboek.statute.policy.policy_reader import house_policy
from templates.document_context import DocumentContext
from templates.printable import printable_letters
from templates.template_catalogue import catalogue, template_names, template_receivers

HERE = Path(templates.__file__).parent
FONTS = sorted((HERE / "fonts").glob("*.ttf"))
# Every letter the Dutch registers of persons know, and what our texts use beside them.
REGISTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x17F), 0x218, 0x219, 0x21A, 0x21B]))
SIGNS = "€·–—‘’“”„•…☐☑✓→"


def test_the_house_and_the_catalogue_speak_of_the_same_documents() -> None:
    """A document the house asks for can be made, and is called the same in the dossier and on paper."""
    titles = {key: row.title for key, row in catalogue().items() if row.family != "bericht"}
    assert titles == house_policy().documents


@pytest.mark.parametrize("key", catalogue())
def test_every_row_is_whole(key: str) -> None:
    """Template file, roles, step, version and the sentence of the covering mail are all there."""
    row = catalogue()[key]
    assert row.family == "bericht" or (HERE / row.source).is_file()
    assert {row.sender, row.receiver} <= set(house_policy().roles)
    assert row.step == "dossier" or row.step in house_policy().steps
    assert row.version >= 1
    assert re.search(r"[.?]$", row.mail)
    assert row.family != "brief" or row.receiver in template_receivers()


def test_every_need_is_a_thing_a_context_can_know_and_has_a_name() -> None:
    """No path leads nowhere, no name is left over."""
    needed = {path for row in catalogue().values() for path in row.needs}
    assert {path.split(".")[0] for path in needed} <= set(DocumentContext.__dataclass_fields__)
    assert needed == set(template_names())


def test_no_template_is_left_behind() -> None:
    """Every letter, form, sheet and bundle on disk is in the catalogue."""
    found = {
        path.stem for family in ("brief", "formulier", "gegevensblad", "bundel") for path in (HERE / family).iterdir()
    }
    assert found == {key for key, row in catalogue().items() if row.family != "bericht"}


def test_the_font_knows_every_letter_of_a_dutch_register() -> None:
    """Names with any accent of the register are printed as they are written."""
    assert [char for char in REGISTERS + SIGNS if char not in printable_letters()] == []


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_both_weights_are_our_own_under_a_free_licence(path: Path) -> None:
    """A changed font bears another name than the reserved one, and keeps its copyright. Source: SIL OFL 1.1."""
    font = TTFont(path)
    assert font["name"].getDebugName(1) == "Spoorboek Sans"
    assert not any(
        "Source" in record.toUnicode() for record in font["name"].names if record.nameID in (1, 2, 3, 4, 6, 16)
    )
    assert "Adobe" in font["name"].getDebugName(0)
    assert "SIL Open Font License" in (HERE / "fonts" / "OFL.txt").read_text()
    assert set(map(chr, font.getBestCmap())) == printable_letters()
