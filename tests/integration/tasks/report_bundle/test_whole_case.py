"""A whole case, from analysis to report, in which every paper comes back as a file, and the bundle made of it."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader
from sqlmodel import Session
from support.dossier.whole_dossier import live

from models.tables import Case
from models.verification import verify_record
from spoorboek.statute.dossier.report_parts import open_points, report_parts
from tasks.case_state import case_state_in
from tasks.report_bundle.bundling import make_bundle

MakeCase = Callable[..., Case]
FIRST = date(2025, 1, 6)


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case that was lived to week 90."""
    made = make_case(FIRST, name="Tamar Kanarie-Ğül", bsn="111222333", function="Bakker", birth_date=date(1980, 2, 29))
    live(session, made, FIRST)
    return made


def test_every_paper_is_in_the_bundle(session: Session, case: Case) -> None:
    """Nothing is open, the order is UWV's, and each part begins on the page the inventory and the bookmark say."""
    current = case_state_in(session, case.number)
    parts = report_parts(current.plan, current.record)
    assert open_points(parts) == []
    made = make_bundle(session, case.number, "operator-1", reason="concept")
    session.commit()
    (pdf_name, whole), (_, zipped) = made.files.items()
    if folder := os.environ.get("SPOORBOEK_LOOK"):
        Path(folder, pdf_name).write_bytes(whole)
        Path(folder, "bundel.zip").write_bytes(zipped)
    assert verify_record(session) == []
    reader = PdfReader(io.BytesIO(whole))
    bookmarks = {item.title: reader.get_destination_page_number(item) for item in reader.outline}
    titles = [title.partition(". ")[2] for title in bookmarks if title[0].isdigit()]
    assert titles[:7] == [
        "Gegevens bij het re-integratieverslag",
        "Probleemanalyse",
        "Plan van aanpak",
        "Eerstejaarsevaluatie",
        "Actueel oordeel",
        "Eindevaluatie",
        "Oordeel van de werknemer",
    ]
    assert len(titles) == made.bundle.parts >= 25
    texts = [page.extract_text() for page in reader.pages]
    cover = "\n".join(texts[: bookmarks["1. Gegevens bij het re-integratieverslag"]])
    assert "ontbreekt." not in cover.replace("Voor het re-integratieverslag ontbreekt", "")
    assert "UWV-2026-0012345" in "".join(cover.split())
    assert "111222333" not in "".join(texts)
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        names = archive.namelist()
        assert all(len(archive.read(name)) <= 10_000_000 for name in names)
    assert names[:3] == ["00_voorblad.pdf", "01_re-integratieverslag.pdf", "02_probleemanalyse.pdf"]
    assert {name.rpartition(".")[2] for name in names} <= {"pdf", "docx", "jpg"}
    with pikepdf.open(io.BytesIO(whole)) as opened:
        assert "Kanarie" not in str(opened.docinfo) + str(opened.Root.get("/Metadata", ""))
    assert len(pypdfium2.PdfDocument(whole)) == made.bundle.pages
