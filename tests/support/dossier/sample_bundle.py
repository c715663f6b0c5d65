"""A bundle of 25 parts without a record: forms of ours, papers of others, scans and Word documents."""

import io
import zipfile
from hashlib import sha256

import pikepdf
from support.dossier.whole_dossier import filled, scan
from support.hostile.papers import pdf, word

from tasks.papers.file_kinds import known_type
from tasks.papers.part_pages import PartFile, part_pages
from tasks.report_bundle.bundle_files import BundledPart, BundleFiles, bundle_files
from templates.document_maker import make_document
from templates.report_pages import CoverRow, ReportCover
from templates.samples.sample_cases import full


def sample_contents() -> list[bytes]:
    """Return the parts as they came in."""
    form = _without_chance(filled(make_document("evaluatie", full("evaluatie")).content, einddoel_uren="32"))
    return [*([form] * 14), *([pdf()] * 5), *([scan("JPEG")] * 2), *([scan("PNG")] * 2), *([_undated(word())] * 2)]


def _without_chance(content: bytes) -> bytes:
    """Return a PDF without the random name that the library which filled it in gave it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as made:
        del made.trailer["/ID"]
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _undated(content: bytes) -> bytes:
    """Return a Word document without the moment at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as made:
        for name in packed.namelist():
            made.writestr(zipfile.ZipInfo(name), packed.read(name))
    return out.getvalue()


def sample_cover(count: int) -> ReportCover:
    """Return a cover with so many parts."""
    about = full("re_integratieverslag")
    return ReportCover(
        title="Re-integratieverslag",
        case_number=about.case_number,
        document_number=about.document_number,
        version=1,
        rules=about.rules,
        today=about.today,
        employer=about.employer.name,
        employee=about.employee.name,
        first_sick_day=about.first_sick_day,
        rows=tuple(CoverRow(f"Onderdeel {at}", "werkgever", "ja", about.today, at) for at in range(1, count + 1)),
    )


def sample_bundle(contents: list[bytes]) -> BundleFiles:
    """Bundle these parts."""
    files = [
        PartFile(at, "evaluatie", f"Onderdeel {at}", known_type(content) or "", content)
        for at, content in enumerate(contents, 1)
    ]
    parts = [BundledPart(each.number, "onderdeel", each.title, part_pages("Z-7K3Q9", each)) for each in files]
    return bundle_files(sample_cover(len(parts)), parts)


def sample_hashes() -> list[str]:
    """Return the hashes of the two files of the whole sample."""
    made = sample_bundle(sample_contents())
    return [sha256(made.pdf).hexdigest(), sha256(made.zip).hexdigest()]
