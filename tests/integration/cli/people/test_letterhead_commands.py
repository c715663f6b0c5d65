"""`spoorboek employer letterhead`: recorded, checked, inherited, taken away, and on the next letter."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from sqlmodel import Session, select
from support.command_in_process import Said
from support.logos import logo

from models.tables import Case, Employer, Letterhead
from models.verification import verify_record
from tasks.effects.document_data import employer_details

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
SVG = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg><text>&e;</text></svg>'


def wrong_logos() -> dict[str, bytes]:
    """Return files that are no logo, each for another reason."""
    bomb = io.BytesIO()
    Image.new("1", (20000, 20000)).save(bomb, "PNG")
    gif = io.BytesIO()
    Image.new("RGB", (900, 300)).save(gif, "GIF")
    return {
        "leeg.png": b"", "tekst.png": b"geen beeld", "logo.svg": SVG, "svg.png": SVG, "logo.gif": gif.getvalue(),
        "half.png": logo()[:400], "klein.png": logo(60, 20), "smal.png": logo(2000, 100), "bom.png": bomb.getvalue(),
        "pdf.png": b"%PDF-1.7\n%%EOF", "wit.png": logo(colour="#fafafa"), "zip.png": logo() + b"PK\x03\x04x",
        "script.jpg": logo(form="JPEG") + b"<script>x</script>", "groot.png": logo() + b"\0" * 2_000_001,
    }  # fmt: skip


def test_a_house_sets_looks_and_takes_away(
    session: Session, typed: Typed, make_case: Callable[..., Case], tmp_path: Path
) -> None:
    """For all, then for one: the own one goes before that of all; what is not named stays; taken away, that of all is
    back. The logo is kept drawn anew; the sample letter shows it; the chains hold."""
    make_case(date(2026, 1, 5))
    employer = session.exec(select(Employer)).one()
    (tmp_path / "a.png").write_bytes(logo())
    (tmp_path / "b.jpg").write_bytes(logo(4000, 2000, "JPEG"))
    assert employer_details(session, employer).letterhead is None
    said = typed("employer", "letterhead", "alle", *BY, "--logo", tmp_path / "a.png", "--colour", "#8A1048")
    assert (said.code, said.err) == (0, "")
    assert "alle werkgevers zonder eigen briefhoofd: logo van 51 bij 17 mm; kleur #8a1048" in said.out
    of_all = employer_details(session, employer).letterhead
    assert of_all
    assert (of_all.alt, of_all.colour, of_all.width) == (f"Logo van {employer.name}", "#8a1048", 900)
    own = ("employer", "letterhead", employer.code, *BY)
    assert typed(*own, "--logo", tmp_path / "b.jpg", "--alt", "Het molentje").code == 0
    assert typed(*own, "--return-line", "Postbus 1, 3500 AA Utrecht").code == 0
    session.expire_all()
    mine = employer_details(session, employer).letterhead
    assert mine
    assert (mine.alt, mine.colour, mine.return_line) == ("Het molentje", None, "Postbus 1, 3500 AA Utrecht")
    assert mine.width <= 1400
    assert mine.logo
    assert mine.logo.startswith(b"\x89PNG")
    sample = tmp_path / "voorbeeld.pdf"
    assert "34 bij 17 mm; met retouradres" in typed("employer", "letterhead-sample", employer.code, "--to", sample).out
    assert "Postbus 1" in pypdfium2.PdfDocument(sample)[0].get_textpage().get_text_range()
    assert typed("employer", "letterhead-sample", "alle", "--to", sample).code == 0
    assert "zonder logo" in typed(*own, "--logo", "geen", "--return-line", "leeg").out
    session.expire_all()
    assert employer_details(session, employer).letterhead == of_all
    assert len(session.exec(select(Letterhead)).all()) == 4
    assert verify_record(session) == []


@pytest.mark.parametrize("name", sorted(wrong_logos()))
def test_what_is_no_logo_is_refused(session: Session, typed: Typed, tmp_path: Path, name: str) -> None:
    """By what is in the file, not by its name; one message that says what to do, and nothing is kept."""
    path = tmp_path / name
    path.write_bytes(wrong_logos()[name])
    said = typed("employer", "letterhead", "alle", *BY, "--logo", path)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert any(word in said.err for word in ("Bewaar", "Geef", "bewaar"))
    assert session.exec(select(Letterhead)).all() == []


@pytest.mark.parametrize(
    "words",
    [("--colour", "#ffff00"), ("--colour", "rood"), ("--colour", "#123"), ("--colour", "#17405f;x"),
     ("--return-line", "x" * 56), ("--return-line", "李"), ("--alt", "a\x07b"), ("--logo", "nergens.png"), ()],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(session: Session, typed: Typed, words: tuple[str, ...]) -> None:
    """A colour that is pale, no colour, a line that does not fit or cannot be printed, no file, nothing to change."""
    said = typed("employer", "letterhead", "alle", *BY, *words)
    assert (said.code, said.out) == (2, "")
    assert session.exec(select(Letterhead)).all() == []


def test_an_unknown_employer_or_operator_records_nothing(session: Session, typed: Typed) -> None:
    """Nobody, for nobody."""
    for words in (("niemand", *BY), ("alle", "--door", "vreemde")):
        assert typed("employer", "letterhead", *words, "--colour", "#17405f").code == 2
    assert session.exec(select(Letterhead)).all() == []
