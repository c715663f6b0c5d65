"""Files that commands write where a user says: private, through no link, over nothing of somebody else."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session
from support.command_in_process import Said
from support.other_users import give_away, rights

from models.record import write_effect
from models.tables import Case, Document
from spoorboek import clock
from spoorboek.statute.actions import Action

Typed = Callable[..., Said]
Spoil = Callable[[Path, pytest.MonkeyPatch], None]
PORTFOLIO = "titel: P\nweken: 4\nzaken: [{feiten: {first_sick_day: 2027-01-04}, regio: '10', weekloon: 900}]\n"


@pytest.fixture
def case(make_case: Callable[..., Case], session: Session) -> Case:
    """Return a case with one document."""
    opened = make_case()
    effect = write_effect(session, opened, Action(clock.today(), "document", "dossier", 1, "afsluiting"))
    assert effect is not None
    session.add(
        Document(
            case_id=opened.id, effect_id=effect, number=f"{opened.number}-0001", template="afsluiting",
            template_version="1", rules="x", file_name="brief.pdf", sha256="", size=4, content=b"%PDF",
        )
    )  # fmt: skip
    session.commit()
    return opened


@pytest.fixture
def export(
    typed: Typed, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Said]]:
    """Return a way to run a command that writes a file below `uit`, where everybody may read and write what is made."""
    (tmp_path / "p.yaml").write_text(PORTFOLIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = {
        "documents": ("documents", case.number, "--to", "uit"),
        "ical": ("case", "ical", case.number, "--to", "uit/zaak.ics"),
        "picture": ("simulate", "--portfolio", "p.yaml", "--picture", "uit/beeld.svg"),
        "template": ("import", "uit/leeg.xlsx", "--template"),
    }
    before = os.umask(0)
    yield lambda name: typed(*commands[name])
    os.umask(before)


def target(name: str, case: Case) -> Path:
    """Return the file that a command writes."""
    files = {
        "documents": f"{case.number}/brief.pdf",
        "ical": "zaak.ics",
        "picture": "beeld.svg",
        "template": "leeg.xlsx",
    }
    return Path("uit", files[name])


@pytest.mark.parametrize("name", ["documents", "ical", "picture", "template"])
def test_an_export_is_for_its_owner_alone(name: str, export: Callable[[str], Said], case: Case) -> None:
    """Whatever the umask; the folder of a case too, while a folder of the user's own keeps its rights."""
    Path("uit").mkdir()
    said = export(name)
    assert (said.code, said.err) == (0, "")
    assert rights(target(name, case)) == 0o600
    assert rights(Path("uit")) == 0o777
    assert name != "documents" or rights(target(name, case).parent) == 0o700


@pytest.mark.parametrize("name", ["documents", "ical", "picture"])
def test_an_earlier_export_is_replaced_and_becomes_private(
    name: str, export: Callable[[str], Said], case: Case
) -> None:
    """A file that anyone could read, in a folder that anyone could read, is neither after the next export."""
    file = target(name, case)
    file.parent.mkdir(parents=True)
    file.write_text("oud")
    assert export(name).code == 0
    assert (rights(file), file.read_bytes() == b"oud") == (0o600, False)
    assert name != "documents" or rights(file.parent) == 0o700


def as_link(file: Path, _: pytest.MonkeyPatch) -> None:
    """Let the file be a link to one of ours."""
    Path("elders").write_text("van mij")
    file.symlink_to(Path("elders").resolve())


def as_link_to_nothing(file: Path, _: pytest.MonkeyPatch) -> None:
    """Let the file be a link to nothing."""
    file.symlink_to(Path("elders").resolve())


def as_folder(file: Path, _: pytest.MonkeyPatch) -> None:
    """Let the file be a folder."""
    file.mkdir()


def as_anothers(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file be of another user, who lets everybody write in it."""
    file.write_text("van een ander")
    file.chmod(0o666)
    give_away(file, monkeypatch)


def in_a_link(file: Path, _: pytest.MonkeyPatch) -> None:
    """Let the folder be a link to elsewhere."""
    file.parent.rename("elders")
    file.parent.symlink_to(Path("elders").resolve())


def in_anothers(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder be of another user, who lets everybody write in it."""
    file.parent.chmod(0o777)
    give_away(file.parent, monkeypatch)


@pytest.mark.parametrize("spoil", [as_link, as_link_to_nothing, as_folder, as_anothers, in_a_link, in_anothers])
@pytest.mark.parametrize("name", ["documents", "ical", "picture"])
def test_an_export_follows_no_link_and_writes_in_nothing_of_another(
    name: str, spoil: Spoil, export: Callable[[str], Said], case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Dutch message with the place, exit code 2; what is there stays as it is, and nothing is added."""
    file = target(name, case)
    file.parent.mkdir(parents=True)
    spoil(file, monkeypatch)
    before = {each: each.read_bytes() for each in Path().rglob("*") if each.is_file()}
    refused = export(name)
    assert refused.code == 2
    assert "uit" in refused.err
    assert any(words in refused.err for words in ("koppeling", "van een andere gebruiker", "geen gewoon bestand"))
    assert {each: each.read_bytes() for each in Path().rglob("*") if each.is_file()} == before


def test_documents_go_into_no_link_that_is_named_after_a_case(
    export: Callable[[str], Said], case: Case, tmp_path: Path
) -> None:
    """Nor does the folder itself, when it is a link: the user names the real one."""
    (tmp_path / "elders").mkdir()
    Path("uit").symlink_to(tmp_path / "elders")
    refused = export("documents")
    assert (refused.code, "koppeling" in refused.err, list((tmp_path / "elders").iterdir())) == (2, True, [])


def test_an_empty_workbook_goes_through_no_link(export: Callable[[str], Said], tmp_path: Path) -> None:
    """A link to nothing looks as if there were no file yet."""
    Path("uit").mkdir()
    Path("uit/leeg.xlsx").symlink_to(tmp_path / "elders.xlsx")
    refused = export("template")
    assert (refused.code, "koppeling" in refused.err, (tmp_path / "elders.xlsx").exists()) == (2, True, False)
