"""Files of a house: found by name, read as text, and no link, device or foreign file among them."""

import os
from pathlib import Path

import pytest
from support.own_templates import LETTER, own_text, put

from templates.own.faults import OwnTemplateRefused, TemplateFault
from templates.own.own_files import MOST_BYTES, OwnTemplate, all_own, employer_folder, find_own
from templates.template_catalogue import find_template

TEMPLATE = find_template(LETTER)


def faults(home: Path) -> dict[str, str]:
    """Return the kind of fault of each file in the folder that is no template."""
    found = all_own(home / "sjablonen")
    return {path: each.code for path, each in found if isinstance(each, TemplateFault)}


def test_the_template_of_an_employer_goes_before_that_of_all(home: Path) -> None:
    """An employer has its own, another that of all, and without either there is none."""
    folder = home / "sjablonen"
    assert find_own(folder, TEMPLATE, "acme") is None
    put(home, "allen")
    put(home, "acme", employer="acme")
    found = [find_own(folder, TEMPLATE, code) for code in ("acme", "Acme", "ac", None, "..", ".", "a/b")]
    assert [each.text for each in found if each] == ["acme", *["allen"] * 6]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Één".encode("cp1252"), "codering"),
        ("één".encode("utf-16"), "codering"),
        (b"a\0b", "tekens"),
        ("a\u202eb".encode(), "tekens"),
        (b"x" * (MOST_BYTES + 1), "te_groot"),
    ],
)
def test_what_is_no_text_is_refused(home: Path, content: bytes, code: str) -> None:
    """Another encoding, hidden signs and a file without end are named, with their file."""
    put(home, content)
    assert faults(home) == {TEMPLATE.source: code}
    with pytest.raises(OwnTemplateRefused):
        find_own(home / "sjablonen", TEMPLATE, None)


def test_a_mark_of_utf_8_and_lines_of_windows_are_read(home: Path) -> None:
    """What an editor of Windows writes is the same template."""
    put(home, own_text().replace("\n", "\r\n").encode("utf-8-sig"))
    found = find_own(home / "sjablonen", TEMPLATE, None)
    assert found
    assert found.text == own_text()
    assert found.made_from == TEMPLATE.version


def test_no_link_and_no_device_is_read(home: Path, tmp_path: Path) -> None:
    """Neither a file nor a folder that lies elsewhere, and a pipe keeps nobody waiting."""
    secret = tmp_path / "elders"
    (secret / "brief").mkdir(parents=True)
    (secret / "brief/afsluiting.html").write_text("geheim")
    put(home, "x").unlink()
    folder = home / "sjablonen"
    (folder / TEMPLATE.source).symlink_to(secret / "brief/afsluiting.html")
    (folder / "formulier").symlink_to(secret / "brief")
    (folder / "werkgever").mkdir()
    (folder / "werkgever/acme").symlink_to(secret)
    os.mkfifo(folder / "brief/afsluiting.html")
    assert set(faults(home).values()) == {"onleesbaar", "onbekend"}
    for key, employer in ((LETTER, None), ("afsluiting", None), ("afsluiting", "acme"), ("evaluatie", "acme")):
        try:
            found = find_own(folder, find_template(key), employer)
        except OwnTemplateRefused:
            continue
        assert found is None


@pytest.mark.parametrize(
    "name",
    ["Brief/uitnodiging_spreekuur.html", "brief/Uitnodiging_spreekuur.html", "brief/uitnodiging_spreekuur.HTML",
     "uitnodiging_spreekuur.html", "brief/uitnodiging-spreekuur.html", "layout/brief.html", "mail/document.txt",
     "bericht/aanmelding.schema.json", "formulier/uitvraag_spoor_2.html", "brief/brief/afsluiting.html",
     "werkgever/acme/uitnodiging_spreekuur.html", "werkgever/uitnodiging_spreekuur.html", "brief/x\n.html"],
)  # fmt: skip
def test_a_name_that_no_document_has_is_named(home: Path, name: str) -> None:
    """Other case, other folder, a layout, a mail: it would never be used, so it is said, with what was meant."""
    path = home / "sjablonen" / name
    path.parent.mkdir(parents=True)
    path.write_text(own_text())
    ((shown, found),) = all_own(home / "sjablonen")
    assert isinstance(found, TemplateFault)
    assert found.code == "onbekend"
    assert "\n" not in found.text(shown)


def test_what_programs_hide_in_a_folder_is_no_template(home: Path) -> None:
    """The files of an editor or of a file manager are left alone."""
    put(home, own_text())
    (home / "sjablonen/.DS_Store").write_bytes(b"\0")
    (home / "sjablonen/brief/afsluiting.html~").write_text("x")
    assert [type(each) for _, each in all_own(home / "sjablonen")] == [OwnTemplate]


def test_a_code_is_the_name_of_a_folder() -> None:
    """A code that could lead out of the folder leads nowhere."""
    assert [employer_folder(code) for code in ("acme-1.nl", "..", ".", "a/b")] == ["acme-1.nl", None, None, "a%2Fb"]
