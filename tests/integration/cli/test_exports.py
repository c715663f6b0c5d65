"""Files that commands write where a user says: private, through no link, over nothing of somebody else."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from support.command_in_process import Said
from support.machine.other_users import give_away, rights
from support.sealed_values import put, raw

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


@pytest.mark.parametrize("name", ["ical", "picture"])
def test_an_earlier_export_is_replaced_and_becomes_private(
    name: str, export: Callable[[str], Said], case: Case
) -> None:
    """A file that anyone could read is private after the next export."""
    file = target(name, case)
    file.parent.mkdir(parents=True)
    file.write_text("oud")
    assert export(name).code == 0
    assert (rights(file), file.read_bytes() == b"oud") == (0o600, False)


def test_documents_are_written_beside_what_is_there(export: Callable[[str], Said], case: Case) -> None:
    """A copy somebody filled in stays as it is, and becomes private; a third export adds nothing."""
    file = target("documents", case)
    file.parent.mkdir(parents=True)
    file.write_text("ingevuld")
    for _ in range(2):
        assert export("documents").code == 0
        written = {each.name: each.read_bytes() for each in file.parent.iterdir()}
        assert written == {"brief.pdf": b"ingevuld", f"brief_{case.number}-0001.pdf": b"%PDF"}
        assert {rights(each) for each in file.parent.iterdir()} == {0o600}
        assert rights(file.parent) == 0o700


def test_two_documents_of_one_name_are_two_files(export: Callable[[str], Said], case: Case, session: Session) -> None:
    """Neither takes the place of the other, whatever they were called; nothing but these is written."""
    effect = write_effect(session, case, Action(clock.today(), "document", "dossier", 2, "afsluiting"))
    assert effect is not None
    session.add(
        Document(
            case_id=case.id, effect_id=effect, number=f"{case.number}-0002", template="afsluiting",
            template_version="1", rules="x", file_name="brief.pdf", sha256="", size=6, content=b"%PDF 2",
        )
    )  # fmt: skip
    session.commit()
    assert export("documents").code == 0
    found = {each.name: each.read_bytes() for each in target("documents", case).parent.iterdir()}
    assert found == {"brief.pdf": b"%PDF", f"brief_{case.number}-0002.pdf": b"%PDF 2"}


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
    """One Dutch message with the place, no exit code of success; what is there stays as it is, and nothing is added."""
    file = target(name, case)
    file.parent.mkdir(parents=True)
    spoil(file, monkeypatch)
    before = {each: each.read_bytes() for each in Path().rglob("*") if each.is_file()}
    refused = export(name)
    assert refused.code == (1 if name == "documents" else 2)
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
    assert (refused.code, "koppeling" in refused.err, list((tmp_path / "elders").iterdir())) == (1, True, [])


def test_an_empty_workbook_goes_through_no_link(export: Callable[[str], Said], tmp_path: Path) -> None:
    """A link to nothing looks as if there were no file yet."""
    Path("uit").mkdir()
    Path("uit/leeg.xlsx").symlink_to(tmp_path / "elders.xlsx")
    refused = export("template")
    assert (refused.code, "koppeling" in refused.err, (tmp_path / "elders.xlsx").exists()) == (2, True, False)


def test_a_document_that_cannot_be_read_is_named_and_the_others_are_written(
    export: Callable[[str], Said], case: Case, session: Session
) -> None:
    """Two documents whose contents were swapped: one message with both places, exit code 2; the third is there."""
    effect = session.exec(select(Document.effect_id)).one()
    for number, name in enumerate(("tweede.pdf", "derde.pdf"), start=2):
        document = Document(
            case_id=case.id, effect_id=effect, number=f"{case.number}-000{number}", template=name,
            template_version="1", rules="x", file_name=name, sha256="", size=4, content=name.encode(),
        )  # fmt: skip
        session.add(document)
    session.commit()
    first, second, _ = session.exec(select(Document.id).order_by(col(Document.id))).all()
    contents = raw(session, "document.content", first), raw(session, "document.content", second)
    put(session, "document.content", first, contents[1])
    put(session, "document.content", second, contents[0])
    said = export("documents")
    assert said.code == 2
    assert f"document.content, rij {first}; document.content, rij {second}." in " ".join(said.err.split())
    assert "Traceback" not in said.err
    assert [each.name for each in Path("uit", case.number).iterdir()] == ["derde.pdf"]


def test_an_employee_whose_row_is_damaged_gives_one_message_and_the_list_goes_on(
    typed: Typed, case: Case, session: Session, tmp_path: Path
) -> None:
    """The message names table, column and row, and nothing of the person; nothing is half-written."""
    number = case.number
    put(session, "employee.bsn", case.employee_id, raw(session, "employee.name", case.employee_id))
    said = typed("case", "export-person", number, "--to", str(tmp_path / "persoon"))
    assert (said.code, said.out) == (2, "")
    assert f"employee.bsn, rij {case.employee_id}." in " ".join(said.err.split())
    assert "Kanarie" not in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "persoon").exists()
    assert number in typed("case", "list").out
