"""The bundle of a report: when a version is made, what is marked on it, and what becomes of odd parts."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pikepdf
import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from support.command_in_process import Said
from support.dossier.whole_dossier import bring, scan
from support.hostile.papers import pdf, picture, word

from models.record import append_event
from models.tables import Case, CaseEvent, Document, ReceivedPaper
from models.verification import verify_record
from models.virtual_calendar import set_virtual_day
from spoorboek.errors import InputError
from spoorboek.statute.dossier.report_bundles import given_copy, report_bundles
from tasks.case_state import case_state_in, read_case_state
from tasks.report_bundle.bundling import make_bundle, renew_bundle
from tasks.report_bundle.copies import report_copy_given
from tasks.reports.step_reports import report_step_done
from tasks.views.dossier_page import dossier_page

Typed = Callable[..., Said]
MakeCase = Callable[..., Case]
FIRST = date(2025, 1, 6)
DAY = FIRST + timedelta(615)
BY, WHY = "operator-1", "volgt_na"


@pytest.fixture
def case(session: Session, make_case: MakeCase) -> Case:
    """Return a case in week 88 of which an analysis came in, and nothing else."""
    made = make_case(FIRST, name="Tamar Kanarie", bsn="111222333", function="Bakker")
    set_virtual_day(session, DAY)
    session.commit()
    bring(session, made, "probleemanalyse", pdf("Probleemanalyse"), FIRST + timedelta(38))
    return made


def bundle(session: Session, case: Case, reason: str = WHY) -> dict[str, bytes]:
    """Bundle a case, and commit; return the two files by their ending."""
    made = make_bundle(session, case.number, BY, reason=reason)
    session.commit()
    return {name.rpartition(".")[2]: content for name, content in made.files.items()}


def texts(content: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def first_pages(content: bytes) -> Mapping[str, int]:
    """Return by bookmark its page, counted from 1."""
    reader = PdfReader(io.BytesIO(content))
    return {item.title: reader.get_destination_page_number(item) + 1 for item in reader.outline}  # type: ignore[union-attr, arg-type]


def uploads(content: bytes) -> dict[str, bytes]:
    """Return the files for UWV's portal."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_open_points_need_a_reason(session: Session, case: Case) -> None:
    """What UWV would ask is listed, with the reasons to choose from; nothing is made."""
    with pytest.raises(InputError, match=r"Plan van aanpak: ontbreekt\.") as refused:
        make_bundle(session, case.number, BY)
    assert "--reason" in str(refused.value)
    session.rollback()
    assert report_bundles(case_state_in(session, case.number).record) == ()


def test_they_are_marked_on_the_cover(session: Session, case: Case) -> None:
    """Who reads the bundle sees at once that it is not whole, and why it was made."""
    cover = texts(bundle(session, case)["pdf"])[0]
    assert "Reden: wat ontbreekt is gevraagd en volgt na" in cover
    assert "Plan van aanpak: ontbreekt." in cover
    (made,) = report_bundles(case_state_in(session, case.number).record)
    assert (made.version, made.reason, made.parts) == (1, WHY, 1)
    assert made.points > 3


def test_findings_of_a_check_take_their_place(session: Session, case: Case) -> None:
    """Who has a better list gives it; an empty one needs no reason."""
    made = make_bundle(session, case.number, BY, findings=[])
    assert made.bundle.points == 0
    bring(session, case, "gespreksverslag", pdf("Gesprek"), FIRST + timedelta(80))
    with pytest.raises(InputError, match="Het loon ontbreekt"):
        make_bundle(session, case.number, BY, findings=["Het loon ontbreekt."])


def test_the_same_parts_are_one_version(session: Session, case: Case) -> None:
    """Asked twice, also on another day, nothing new is made, and the same bytes are given."""
    first = bundle(session, case)
    set_virtual_day(session, DAY + timedelta(1))
    session.commit()
    assert bundle(session, case) == first
    assert len(session.exec(select(Document).where(Document.case_id == case.id)).all()) == 2
    assert verify_record(session) == []


def test_a_changed_part_makes_a_next_version(session: Session, case: Case) -> None:
    """The earlier one stays as it was; the next says what it takes the place of."""
    first = bundle(session, case)
    bring(session, case, "actueel_oordeel", scan("JPEG"), DAY - timedelta(2))
    second = bundle(session, case)
    assert "Vervangt versie 1 van" in texts(second["pdf"])[0]
    kept = session.exec(select(Document.content).where(Document.version == 1).order_by(Document.id)).all()
    assert list(kept) == list(first.values())
    assert [each.version for each in report_bundles(case_state_in(session, case.number).record)] == [1, 2]


def test_a_wake_renews_it_by_itself(session: Session, case: Case) -> None:
    """Once there is a bundle a change of a part gives a version, and only then; a second wake makes none."""
    assert not renew_bundle(read_case_state(case.number))
    bundle(session, case)
    assert not renew_bundle(read_case_state(case.number))
    bring(session, case, "actueel_oordeel", scan("JPEG"), DAY - timedelta(2))
    assert renew_bundle(read_case_state(case.number))
    assert not renew_bundle(read_case_state(case.number))
    session.expire_all()
    made = report_bundles(case_state_in(session, case.number).record)
    assert [(each.version, each.reason) for each in made] == [(1, WHY), (2, WHY)]


def test_a_withdrawn_part_leaves_the_next_version(session: Session, case: Case) -> None:
    """What was registered by mistake goes out; the version in which it stood is kept."""
    bring(session, case, "actueel_oordeel", pdf("Hoort bij een ander"), DAY - timedelta(2))
    bundle(session, case)
    events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "document_received"))
    received = [each.seq for each in events][-1]
    append_event(session, case, "report_withdrawn", DAY, {"report": received}, BY)
    session.commit()
    assert renew_bundle(read_case_state(case.number))
    newest = session.exec(select(Document.content).where(Document.version == 2).order_by(Document.id)).first()
    assert "Hoort bij een ander" not in "".join(texts(newest or b""))


def test_two_parts_with_one_name_are_two_files(session: Session, case: Case) -> None:
    """Names come from the kind and a number, never from what somebody called a file."""
    for number, name in enumerate(("../../geheim.pdf", "gesprek 😀 Łódź.pdf")):
        row = bring(session, case, "gespreksverslag", pdf(f"Gesprek {number}"), FIRST + timedelta(80 + number))
        kept = session.exec(select(ReceivedPaper).where(ReceivedPaper.number == row)).one()
        kept.file_name = name
    session.commit()
    assert [*uploads(bundle(session, case)["zip"])] == [
        *("00_voorblad.pdf", "01_probleemanalyse.pdf"),
        *("02_overig_gespreksverslag.pdf", "03_overig_gespreksverslag.pdf"),
    ]


ODD: Mapping[str, tuple[bytes, int]] = {
    "long": (pdf(change=lambda made: [made.pages.append(made.pages[0]) for _ in range(299)]), 300),
    "locked for changes": (pdf("Op slot", encryption=pikepdf.Encryption(owner="o", user="")), 1),
    "on its side": (scan("JPEG", (1754, 1240)), 1),
    "turned": (scan("JPEG", tag_274=6), 1),
    "a photograph with a film": (picture("JPEG") + b"\0\0\0\x18ftypmp42" + b"\0" * 400, 1),
    "png": (scan("PNG"), 1),
    "word": (word("<w:p><w:r><w:t>Rapport 😀</w:t></w:r></w:p>"), 1),
    "page sizes": (pdf(change=lambda made: made.pages[0].obj.__setitem__("/MediaBox", [0, 0, 9000, 200])), 1),
    "turned page": (pdf(change=lambda made: made.pages[0].obj.__setitem__("/Rotate", 90)), 1),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_part_goes_in_whole(session: Session, case: Case, what: str) -> None:
    """Bookmark and inventory say where the next part begins, and the file for the portal opens for everybody."""
    content, pages = ODD[what]
    bring(session, case, "gespreksverslag", content, FIRST + timedelta(80))
    bring(session, case, "eindrapportage", pdf("Het stuk erna"), FIRST + timedelta(600))
    files = bundle(session, case)
    begins = first_pages(files["pdf"])
    after = begins["3. Eindrapport tweede spoor"]
    assert after == begins["2. Verslag van een gesprek"] + pages
    assert "Het stuk erna" in texts(files["pdf"])[after - 1]
    cover = "\n".join(texts(files["pdf"])[: begins["1. Probleemanalyse"] - 1])
    assert f"n.v.t. {after}" in " ".join(cover.split())
    for name, upload in uploads(files["zip"]).items():
        assert len(upload) <= 10_000_000
        if name.endswith(".pdf"):
            with pikepdf.open(io.BytesIO(upload)) as opened:
                assert not opened.is_encrypted


def test_a_file_that_was_damaged_later_has_a_sheet(session: Session, case: Case) -> None:
    """A broken picture hides no other part: a sheet says so, and it is an open point."""
    paper = bring(session, case, "gespreksverslag", scan("JPEG"), FIRST + timedelta(80))
    row = session.exec(select(ReceivedPaper).where(ReceivedPaper.number == paper)).one()
    row.content = b"\xff\xd8\xff\xe0 kapot"
    session.commit()
    found = texts(bundle(session, case)["pdf"])
    assert "kan niet als bladzijden worden getoond" in "".join(found)
    assert "Verslag van een gesprek: is niet als bladzijden te tonen." in found[0]


def test_what_a_camera_wrote_stays_out(session: Session, case: Case) -> None:
    """The place and the time of a photograph are nobody's business at UWV."""
    photograph = scan("JPEG", tag_271="Kanarie Camera", tag_306="2026:01:01 10:00:00")  # type: ignore[arg-type]
    bring(session, case, "gespreksverslag", photograph, FIRST + timedelta(80))
    files = bundle(session, case)
    assert b"Kanarie Camera" not in files["pdf"] + files["zip"]
    assert b"Kanarie Camera" in photograph


def test_a_case_without_a_report_has_no_bundle(session: Session, make_case: MakeCase) -> None:
    """After recovery nothing is reported to UWV; the message says so."""
    case = make_case(FIRST)
    set_virtual_day(session, FIRST + timedelta(60))
    append_event(session, case, "recovered", FIRST + timedelta(30), {"from": "2025-02-05"}, BY)
    with pytest.raises(InputError, match="hoeft geen re-integratieverslag"):
        make_bundle(session, case.number, BY, reason=WHY)


def test_a_short_report_asks_for_its_own_form_alone(session: Session, make_case: MakeCase) -> None:
    """At the end of an employment in week 8 UWV asks no plan and no first-year evaluation."""
    case = make_case(FIRST)
    set_virtual_day(session, FIRST + timedelta(50))
    ends = {"on": FIRST + timedelta(52)}
    append_event(session, case, "contract_end_set", FIRST + timedelta(20), ends, BY)
    session.commit()
    files = bundle(session, case)
    cover = " ".join("\n".join(texts(files["pdf"])).split())
    assert "Verkort re-integratieverslag" in cover
    assert "Re-integratieverslag bij ziek uit dienst: ontbreekt." in cover
    assert "Eerstejaarsevaluatie" not in cover


def test_the_copy_and_its_receipt(session: Session, case: Case) -> None:
    """The copy is of a version, on a day; a paper the employee signed proves it; a newer version asks for another."""
    with pytest.raises(InputError, match="nog geen verslag gebundeld"):
        report_copy_given(session, case.number, "aangetekend", DAY, BY)
    bundle(session, case)
    with pytest.raises(InputError, match="kan niet van"):
        report_copy_given(session, case.number, "aangetekend", DAY - timedelta(1), BY)
    report_copy_given(session, case.number, "aangetekend", DAY, BY)
    session.commit()
    assert "bewijs van ontvangst ontbreekt" in dossier_page(read_case_state(case.number))
    paper = bring(session, case, "ontvangst_afschrift", scan("PNG"), DAY)
    copy = given_copy(case_state_in(session, case.number).record)
    assert copy is not None
    assert (copy.version, copy.signed_paper, copy.signed_on) == (1, paper, DAY)
    bring(session, case, "actueel_oordeel", scan("JPEG"), DAY - timedelta(2))
    assert "bundel opnieuw" in dossier_page(read_case_state(case.number))
    bundle(session, case)
    assert "Van versie 2 nog niet." in dossier_page(read_case_state(case.number))


def test_the_command_writes_both_files(typed: Typed, case: Case, tmp_path: object) -> None:
    """Refused without a reason, made with one, and written again when nothing changed."""
    words = "riv", "bundle", case.number, "--out", f"{tmp_path}/uit", "--door", BY
    refused = typed(*words)
    assert refused.code != 0
    assert "Plan van aanpak: ontbreekt." in refused.err
    made = typed(*words, "--reason", "volgt-na")
    assert (made.code, made.err) == (0, "")
    assert "versie 1, gemaakt: 1 onderdelen" in made.out
    again = typed(*words, "--reason", "concept")
    assert "versie 1, ongewijzigd" in again.out
    assert "Onbekende reden" in typed(*words, "--reason", "zomaar").err
    assert typed("riv", "copy", case.number, "--way", "per-post", "--on", f"{DAY:%d-%m-%Y}", "--door", BY).code == 0


def test_who_calls_the_report_done_hears_that_it_is_not_bundled(session: Session, case: Case) -> None:
    """The step of week 87 to 91 leads to the bundle, and says nothing of it once there is one."""
    told = report_step_done(session, case.number, "re_integratieverslag", DAY, BY)
    assert f"`spoorboek riv bundle {case.number}" in told
    session.rollback()
    bundle(session, case)
    assert "riv bundle" not in report_step_done(session, case.number, "re_integratieverslag", DAY, BY)
