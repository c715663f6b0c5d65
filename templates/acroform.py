"""Lay fillable fields over a finished PDF, within the rules of PDF/A.

WeasyPrint's own forms ask the viewer to draw them (`NeedAppearances`), which PDF/A forbids (ISO 19005-2, 6.4.1), and
leave text fields without an appearance (6.3.3). So the fields are made here, each with an appearance of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pydyf

from templates.form_fields import FormField
from templates.form_font import FORM_FONT, SIZE, add_font, encode_form_text

POINTS = 0.75  # points per CSS pixel
PRINT = 1 << 2
MULTILINE, NO_SCROLL, RADIO, NO_TOGGLE_OFF = 1 << 12, 1 << 23, 1 << 15, 1 << 14
INSET = 2.5  # points
INK = "0.1 0.1 0.1"
Rectangle = tuple[float, float, float, float]


def finisher(fields: Sequence[FormField]) -> Callable[[Any, pydyf.PDF], None]:
    """Return what WeasyPrint calls before it writes a PDF: it adds these fields where their anchors came to stand."""

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        form = _Form(pdf, dict(_places(document)))
        for field in fields:
            form.add(field)
        form.close()
        pdf.catalog.get("Names", {}).pop("Dests", None)  # the anchors have served; nothing links to them

    return finish


def _places(document: Any) -> Iterator[tuple[str, tuple[int, Rectangle]]]:
    """Yield every anchor with its page (from 0) and its rectangle, in points from the bottom left."""
    for number, page in enumerate(document.pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            low, high = (page.height - bottom) * POINTS, (page.height - top) * POINTS
            yield name, (number, (left * POINTS, low, right * POINTS, high))


class _Form:
    """One AcroForm being made in one PDF."""

    def __init__(self, pdf: pydyf.PDF, places: Mapping[str, tuple[int, Rectangle]]) -> None:
        self.pdf, self.places = pdf, places
        self.fields: list[bytes] = []
        self.groups: dict[str, pydyf.Dictionary] = {}
        self.resources = pydyf.Dictionary({"Font": pydyf.Dictionary({FORM_FONT: add_font(pdf)})})
        pdf.add_object(self.resources)

    def add(self, field: FormField) -> None:
        """Add one field: a text, a box, a choice or a signature."""
        make = {"vink": self._tick, "keuze": self._choice, "handtekening": self._signature}.get(field.kind, self._text)
        make(field)

    def close(self) -> None:
        """Register the form in the catalog."""
        entries = {"Fields": pydyf.Array(self.fields), "DR": self.resources.reference, "DA": _ink()}
        self.pdf.catalog["AcroForm"] = pydyf.Dictionary(entries)

    def _text(self, field: FormField) -> None:
        flags = MULTILINE | NO_SCROLL if field.kind == "open" else NO_SCROLL
        own = {"FT": "/Tx", "Ff": flags, "DA": _ink(), "V": pydyf.String(field.value), "MaxLen": field.max_length}
        self._widget(
            field, {**own, **_name(field)}, lambda _, height: {"N": self._drawing(field, _text(field, height))}
        )

    def _tick(self, field: FormField) -> None:
        own = {"FT": "/Btn", "V": "/Off", "AS": "/Off", **_name(field)}
        self._widget(field, own, lambda width, height: self._states(field, "ja", _tick(width, height)))

    def _choice(self, field: FormField) -> None:
        if field.name not in self.groups:
            own = {"FT": "/Btn", "Ff": RADIO | NO_TOGGLE_OFF, "V": "/Off", "Kids": pydyf.Array(), **_name(field)}
            self.groups[field.name] = group = pydyf.Dictionary(own)
            self.pdf.add_object(group)
            self.fields.append(group.reference)
        group = self.groups[field.name]
        own = {"Parent": group.reference, "AS": "/Off", "TU": pydyf.String(field.label)}
        kid = self._widget(field, own, lambda width, height: self._states(field, field.code, _dot(width, height)))
        group["Kids"].append(kid)

    def _signature(self, field: FormField) -> None:
        self._widget(field, {"FT": "/Sig", **_name(field)}, lambda *_: {"N": self._drawing(field, b"")})

    def _widget(
        self, field: FormField, own: Mapping[str, Any], looks: Callable[[float, float], Mapping[str, Any]]
    ) -> bytes:
        """Put a widget on the page its anchor came to stand on; one without a parent becomes a field of the form."""
        number, (left, low, right, high) = self._place(field)
        page = self.pdf.page_references[number]
        place = {"Rect": pydyf.Array([round(value, 2) for value in (left, low, right, high)]), "P": page, "F": PRINT}
        kind = {"Type": "/Annot", "Subtype": "/Widget"}
        widget = pydyf.Dictionary({**kind, **place, **own, "AP": pydyf.Dictionary(looks(right - left, high - low))})
        self.pdf.add_object(widget)
        self._annotations(page).append(widget.reference)
        if "Parent" not in own:
            self.fields.append(widget.reference)
        return bytes(widget.reference)

    def _place(self, field: FormField) -> tuple[int, Rectangle]:
        """Return page and rectangle of a field; what is typed keeps off the border."""
        number, (left, low, right, high) = self.places[field.anchor]
        inset = INSET if field.kind in ("tekst", "datum", "open") else 0
        return number, (left + inset, low, right - inset, high)

    def _annotations(self, page: bytes) -> list[bytes]:
        """Return the annotations of a page; readers step through them by row, not by the tags of the text."""
        entry = self.pdf.objects[int(page.split()[0])]
        entry["Tabs"] = "/R"
        return entry.setdefault("Annots", pydyf.Array())  # type: ignore[no-any-return]

    def _states(self, field: FormField, on: str, drawing: bytes) -> Mapping[str, Any]:
        """Return how a box looks in its two states."""
        return {"N": pydyf.Dictionary({on: self._drawing(field, drawing), "Off": self._drawing(field, b"")})}

    def _drawing(self, field: FormField, content: bytes) -> bytes:
        """Add the picture of a field, as large as the field, and return the reference to it."""
        left, low, right, high = self._place(field)[1]
        box = pydyf.Array([0, 0, round(right - left, 2), round(high - low, 2)])
        extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": self.resources.reference}
        picture = pydyf.Stream([content], pydyf.Dictionary(extra), compress=False)
        self.pdf.add_object(picture)
        return bytes(picture.reference)


def _name(field: FormField) -> Mapping[str, Any]:
    """Return the field's name and what a screen reader says of it; a choice is told by its own label."""
    label = {} if field.kind == "keuze" else {"TU": pydyf.String(field.label)}
    return {"T": pydyf.String(field.name), **label}


def _ink(size: float = SIZE) -> pydyf.String:
    """Return how typed text looks."""
    return pydyf.String(f"/{FORM_FONT} {size:g} Tf {INK} rg")


def _text(field: FormField, height: float) -> bytes:
    """Draw the value of a text field on one line, in the middle of its height."""
    if not field.value:
        return b"/Tx BMC EMC"
    start = f"/Tx BMC q BT /{FORM_FONT} {SIZE:g} Tf {INK} rg 0 {(height - SIZE) / 2 + 2:.2f} Td ".encode()
    return start + encode_form_text(field.value) + b" Tj ET Q EMC"


def _tick(width: float, height: float) -> bytes:
    """Draw a tick."""
    points = ((0.2, 0.52, "m"), (0.42, 0.26, "l"), (0.82, 0.8, "l"))
    path = " ".join(f"{x * width:.2f} {y * height:.2f} {step}" for x, y, step in points)
    return f"q {INK} RG {width * 0.13:.2f} w 1 J 1 j {path} S Q".encode()


def _dot(width: float, height: float) -> bytes:
    """Draw a dot: a line of no length with a round end."""
    middle = f"{width / 2:.2f} {height / 2:.2f}"
    return f"q {INK} RG {width * 0.55:.2f} w 1 J {middle} m {middle} l S Q".encode()
