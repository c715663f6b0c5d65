"""Commands about messages of bureaus: what an operator brings, and what is shown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select
from support.bureaus.referred_cases import as_bytes, bureau_message, referred_case
from support.command_in_process import Said

from models.record import load_record
from models.tables import BureauKey, Case, Employee

pytestmark = pytest.mark.usefixtures("working_day")
BY = ("--door", "operator-1")


@pytest.fixture
def case(session: Session, make_case: Callable[..., Case]) -> Case:
    """Return a case that was referred to a bureau."""
    return referred_case(session, session.get_one(Employee, make_case().employee_id))


def test_an_operator_brings_a_message_and_sees_it(
    typed: Callable[..., Said], session: Session, case: Case, tmp_path: Path
) -> None:
    """It is recorded as the operator's, listed, and shown as it came; a second time it is a repetition."""
    file = tmp_path / "antwoord.json"
    file.write_bytes(as_bytes(bureau_message(case, "weigering")))
    said = [typed("referral", "receive", case.number, file, *BY) for _ in range(2)]
    assert [(each.code, each.err) for each in said] == [(0, ""), (0, "")]
    assert said[0].out.startswith(f"Bericht 1 van zaak {case.number}: aanvaard.\n")
    assert said[1].out == f"Bericht 2 van zaak {case.number}: herhaald.\n"
    answered = [each.data for each in load_record(session, case).events if each.kind == "bureau_answered"]
    assert [each["answer"] for each in answered] == ["geweigerd"]
    listed = json.loads(typed("referral", "messages", case.number, "--format", "json").out)
    assert [(each["kind"], each["outcome"]) for each in listed] == [
        ("weigering", "herhaald"),
        ("weigering", "aanvaard"),
    ]
    shown = typed("referral", "messages", case.number, "--show", 1).out
    assert '"reden": "geen_plaats"' in shown


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "Geen geldige JSON: regel 1, kolom 2."),
        (b'{"soort": "weigering", "diagnose": 1}', "onbekend veld 'diagnose'"),
        (b"x" * 6_000_000, "het bericht is te groot"),
    ],
)
def test_a_wrong_file_is_refused_with_all_that_is_wrong(
    typed: Callable[..., Said], session: Session, case: Case, tmp_path: Path, content: bytes, expected: str
) -> None:
    """One message names the file and each fault; nothing is recorded, and the refusal is listed."""
    file = tmp_path / "antwoord.json"
    file.write_bytes(content)
    said = typed("referral", "receive", case.number, file, *BY)
    assert said.code == 2
    assert f"{file}: Geweigerd" in said.err
    assert expected in said.err
    assert "Traceback" not in said.err
    assert "geweigerd" in typed("referral", "messages", "--refused").out
    assert not [each for each in load_record(session, case).events if each.kind == "bureau_answered"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("receive", "Z-ZZZZZ", "BESTAND", *BY), "Zaak Z-ZZZZZ is niet bekend"),
        (("receive", "ZAAK", "BESTAND", "--door", "niemand"), "Onbekende operator 'niemand'"),
        (("receive", "ZAAK", "weg.json", *BY), "Bestand niet gevonden"),
        (("receive", "ZAAK", "BESTAND", *BY, "--referral", 7), "heeft geen verwijzing 7. Gevraagd zijn: 1."),
        (("messages", "--show", 3), "Noem de zaak bij --show"),
        (("messages", "ZAAK", "--show", 3), "heeft geen bericht 3"),
        (("schema", "weigerin"), "Bedoelde u weigering"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    typed: Callable[..., Said], case: Case, tmp_path: Path, words: tuple[object, ...], expected: str
) -> None:
    """No traceback for a mistake."""
    file = tmp_path / "antwoord.json"
    file.write_bytes(as_bytes(bureau_message(case, "weigering")))
    filled = [{"ZAAK": case.number, "BESTAND": file}.get(str(word), word) for word in words]
    said = typed("referral", *filled)
    assert said.code == 2
    assert expected in said.err


def test_the_schemas_are_printed(typed: Callable[..., Said]) -> None:
    """One by its name, and all of them as one document by kind."""
    assert json.loads(typed("referral", "schema", "factuur").out)["title"] == "Factuur"
    assert len(json.loads(typed("referral", "schema").out)) == 13


def test_a_key_is_made_and_told_once(typed: Callable[..., Said], session: Session, case: Case) -> None:
    """Its secret stands on the screen of who asked, sealed in the record, and nowhere else."""
    said = typed("keys", "bureau", "eerste", *BY)
    name, secret = (line.partition(": ")[2] for line in said.out.splitlines()[:2])
    session.expire_all()
    row = session.exec(select(BureauKey)).one()
    assert (row.name, row.secret, row.ends_at) == (name, secret, None)
    unknown = typed("keys", "bureau", "weg", *BY)
    assert (unknown.code, "Bureau 'weg' is niet bekend" in unknown.err) == (2, True)
    assert typed("keys", "bureau", "eerste", "--door", "niemand").code == 2
