"""Forms of ours filled in by the programs people have: each of them gets names and values, and gives a file back."""

import io
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader, PdfWriter


def by_pypdf(content: bytes, values: dict[str, str]) -> bytes:
    """Fill in a form as a PDF library does."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_qpdf(content: bytes, values: dict[str, str]) -> bytes:
    """Fill in a form as a program does that writes values and lets the viewer draw them."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for field in pdf.Root.AcroForm.Fields:  # type: ignore[attr-defined]
            if str(field.T) in values:
                field.V = pikepdf.String(values[str(field.T)])
        pdf.Root.AcroForm.NeedAppearances = True  # type: ignore[attr-defined]
        pdf.save(out)
    return out.getvalue()


def by_chromium(content: bytes, values: dict[str, str]) -> bytes:
    """Fill in a form with the engine of Chromium's viewer: click into each field, type, and save."""
    pdf = pypdfium2.PdfDocument(content)
    pdf.init_forms()
    form = pdf.formenv
    for number, page in enumerate(PdfReader(io.BytesIO(content)).pages):
        opened = pdf[number]
        for each in page.annotations or []:
            annotation = each.get_object()
            if str(annotation.get("/T")) in values:
                left, low, right, high = (float(side) for side in annotation["/Rect"])
                pdfium.FORM_OnLButtonDown(form, opened, 0, (left + right) / 2, (low + high) / 2)
                pdfium.FORM_OnLButtonUp(form, opened, 0, (left + right) / 2, (low + high) / 2)
                pdfium.FORM_SelectAllText(form, opened)
                typed = (values[str(annotation["/T"])] + "\0").encode("utf-16-le")
                buffer = (pdfium.FPDF_WCHAR * (len(typed) // 2)).from_buffer_copy(typed)
                pdfium.FORM_ReplaceSelection(form, opened, buffer)
                pdfium.FORM_ForceToKillFocus(form)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def by_mupdf(content: bytes, values: dict[str, str]) -> bytes:
    """Fill in a form with MuPDF, a program that draws each field anew and adds what changed to the file."""
    script = """
        var doc = new PDFDocument(scriptArgs[0]), values = JSON.parse(scriptArgs[2])
        for (var number = 0; number < doc.countPages(); ++number) {
            doc.loadPage(number).getWidgets().forEach(function (widget) {
                var question = widget.getLabel()
                if (question in values) { widget.setTextValue(values[question]); widget.update() }
            })
        }
        doc.save(scriptArgs[1], "incremental")
    """
    fields = PdfReader(io.BytesIO(content)).get_fields() or {}
    by_question = {str(fields[name]["/TU"]): value for name, value in values.items()}
    with TemporaryDirectory() as folder:
        sent, filled, program = (Path(folder) / name for name in ("sent.pdf", "filled.pdf", "fill.js"))
        sent.write_bytes(content)
        filled.write_bytes(content)  # what is added to a file is written behind it
        program.write_text(script, encoding="utf-8")
        arguments = ["mutool", "run", program, sent, filled, json.dumps(by_question)]
        subprocess.run(arguments, check=True, capture_output=True, timeout=60)
        return filled.read_bytes()


PROGRAMS = {"pypdf": by_pypdf, "qpdf": by_qpdf, "chromium": by_chromium, "mupdf": by_mupdf}
