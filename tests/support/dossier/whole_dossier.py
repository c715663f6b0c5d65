"""A case that is lived from its first day to its report, in which every paper comes back as a file."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from sqlmodel import Session, col, select
from support.hostile.papers import pdf, word

from models.case_lookup import find_case
from models.tables import Case, CaseEffect, Document
from models.virtual_calendar import set_virtual_day
from spoorboek.statute.dossier.paper_kinds import PAPER_KINDS
from spoorboek.statute.facts import StepRef
from tasks.case_state import read_case_state
from tasks.effects.perform import perform
from tasks.papers.confirming import Confirmation, confirm_paper
from tasks.papers.receiving import IncomingPaper, receive_paper

FORMS = (
    *("plan_van_aanpak", "evaluatie", "eerstejaarsevaluatie", "eindevaluatie", "melding_42_weken"),
    "re_integratieverslag",
)
STRIDE, LAST = 7, 631  # days of sickness between looks, and at the last one
RECEIPT = "UWV-2026-0012345"


def scan(
    form: str, size: tuple[int, int] = (1240, 1754), text: str = "Oordeel van de werknemer", **options: int
) -> bytes:
    """Make what a scanner or telephone makes of a page."""
    picture = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(picture)
    for line in range(6):
        drawing.text((size[0] // 10, size[1] // 10 + line * size[1] // 12), text, fill="black", font_size=size[1] // 30)
    drawing.rectangle((20, 20, size[0] - 20, size[1] - 20), outline="black", width=6)
    exif = Image.Exif()
    for tag, value in options.items():
        exif[int(tag.removeprefix("tag_"))] = value
    out = io.BytesIO()
    picture.save(out, form, exif=exif)
    return out.getvalue()


def filled(content: bytes, **values: str) -> bytes:
    """Fill in a form of ours."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Papers that others make: after how many days of sickness they come, and what they are as a file.
OF_OTHERS: dict[str, tuple[int, bytes]] = {
    "probleemanalyse": (38, pdf("Probleemanalyse: wat iemand in het werk wel en niet kan")),
    "gespreksverslag": (70, word("<w:p><w:r><w:t>Gesprek over passend werk in eigen huis.</w:t></w:r></w:p>")),
    "arbeidsdeskundig_onderzoek": (325, word("<w:p><w:r><w:t>Rapport: eigen werk kan niet meer.</w:t></w:r></w:p>")),
    "trajectplan": (380, pdf("Trajectplan tweede spoor")),
    "voortgangsrapportage": (430, pdf("Voortgang tweede spoor, eerste periode")),
    "deskundigenoordeel": (450, scan("PNG", (1754, 1240), "Deskundigenoordeel van UWV")),
    "eindrapportage": (600, pdf("Eindrapport tweede spoor")),
    "actueel_oordeel": (612, scan("JPEG", (1754, 1240), "Actueel oordeel", tag_274=6)),
    "oordeel_werknemer": (622, scan("PNG")),
}


def live(session: Session, case: Case, first: date) -> None:
    """Live a case to the last days of its report: wake it, and let each paper come back and be confirmed."""
    for offset in range(14, LAST + 1, STRIDE):
        day = first + timedelta(offset)
        set_virtual_day(session, day)
        session.commit()
        wake(case.number)
        for kind, (after, content) in OF_OTHERS.items():
            if offset - STRIDE < after <= offset:
                bring(session, case, kind, content, first + timedelta(after))
        for form, occurrence, content in list(_open_forms(session, case)):
            bring_form(session, case, form, occurrence, content, day - timedelta(1))
    session.commit()


def wake(number: str) -> None:
    """Carry out what a case asks for, as its run would."""
    while actions := (current := read_case_state(number)).actions:
        for action in actions:
            perform.fn(action.kind, current, action)


def bring(session: Session, case: Case, kind: str, content: bytes, dated: date) -> int:
    """Bring a paper of somebody else, and confirm who signed it; return its number."""
    receipt = receive_paper(session, case.number, IncomingPaper(content, kind=kind, dated=dated), "operator-1")
    assert receipt.reason is None, receipt.message
    said = Confirmation("operator-2", signed_by=PAPER_KINDS[kind].signers, on=dated)
    confirm_paper(session, case.number, receipt.number, said, "operator-2")
    session.commit()
    return receipt.number


def bring_form(session: Session, case: Case, form: str, occurrence: int, content: bytes, day: date) -> None:
    """Fill in a form of ours, bring it, and confirm that both signed."""
    signed = {f"datum_ondertekening_{party}": f"{day:%d-%m-%Y}" for party in ("werkgever", "werknemer")}
    told = {"gemeld_op": f"{day:%d-%m-%Y}", "ontvangstnummer": RECEIPT, "einddoel_uren": "32"}
    home = filled(content, **signed, **told)
    receipt = receive_paper(session, case.number, IncomingPaper(home), "operator-1")
    assert receipt.reason is None, receipt.message
    parties = ("werkgever", "werknemer") if form != "melding_42_weken" else ()
    message, _ = confirm_paper(session, case.number, receipt.number, Confirmation("operator-2", parties), "operator-2")
    assert "is gedaan op" in message, message
    session.commit()


def _open_forms(session: Session, case: Case) -> Iterator[tuple[str, int, bytes]]:
    """Yield the forms of steps that are open, as they were sent."""
    session.expire_all()
    current = read_case_state(case.number)
    states = {state.ref: state.status for state in current.agenda.steps}
    query = select(CaseEffect.step, CaseEffect.occurrence, Document.template, Document.content).join(Document)
    rows = session.exec(query.where(Document.case_id == find_case(session, case.number).id).order_by(col(Document.id)))
    for step, occurrence, template, content in rows:
        if template in FORMS and step == template and states[StepRef(step, occurrence)] in ("open", "te_laat"):
            yield template, occurrence, content
