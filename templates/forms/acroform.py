"""Add fillable fields (an AcroForm) to a PDF, within the rules of PDF/A.

WeasyPrint's own forms let the viewer draw them (`NeedAppearances`), which PDF/A forbids (ISO 19005-2, 6.4.1), and have
text fields without an appearance (6.3.3). So the fields are added here, each with its own appearance.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pydyf

from templates.forms.field_text import FieldRoom, drawn, fitted, room_in_lines, room_on_a_line
from templates.forms.form_fields import FormField
from templates.forms.form_font import FORM_FONT, SIZE, add_font
from templates.forms.structure_tree import finish_structure

POINTS = 0.75  # points per CSS pixel
PRINT = 1 << 2
MULTILINE, NO_SCROLL, RADIO, NO_TOGGLE_OFF = 1 << 12, 1 << 23, 1 << 15, 1 << 14
INSET = 2.5  # points
INK = "0.1 0.1 0.1"
Rectangle = tuple[float, float, float, float]


def finisher(fields: Sequence[FormField]) -> Callable[[Any, pydyf.PDF], None]:
    """Return the callback WeasyPrint calls before it writes a PDF: it adds these fields at their anchors.

    It also finishes the structure, of a document without fields too.
    """

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        if not fields:
            finish_structure(pdf, ())
            return
        form = _Form(pdf, dict(_places(document)))
        for field in fields:
            form.add(field)
        form.close()
        finish_structure(pdf, form.widgets)
        pdf.catalog.get("Names", {}).pop("Dests", None)  # the anchors are not needed any more; nothing links to them

    return finish


def _places(document: Any) -> Iterator[tuple[str, tuple[int, Rectangle]]]:
    """Yield every anchor with its page (from 0) and its rectangle, in points from the bottom left."""
    for number, page in enumerate(document.pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            low, high = (page.height - bottom) * POINTS, (page.height - top) * POINTS
            yield name, (number, (left * POINTS, low, right * POINTS, high))


class _Form:
    """The AcroForm of one PDF, field by field."""

    def __init__(self, pdf: pydyf.PDF, places: Mapping[str, tuple[int, Rectangle]]) -> None:
        self.pdf, self.places, self.pages = pdf, places, pdf.page_references
        self.fields: list[bytes] = []
        self.widgets: list[pydyf.Dictionary] = []
        self.groups: dict[str, pydyf.Dictionary] = {}
        self.resources = pydyf.Dictionary({"Font": pydyf.Dictionary({FORM_FONT: add_font(pdf)})})
        pdf.add_object(self.resources)

    def add(self, field: FormField) -> None:
        """Add one field: text, checkbox, choice or signature."""
        add_kind = {"vink": self._tick, "keuze": self._choice, "handtekening": self._signature}.get(
            field.kind, self._text
        )
        add_kind(field)

    def close(self) -> None:
        """Add the form to the catalog of the PDF."""
        entries = {"Fields": pydyf.Array(self.fields), "DR": self.resources.reference, "DA": _default_appearance()}
        self.pdf.catalog["AcroForm"] = pydyf.Dictionary(entries)

    def _text(self, field: FormField) -> None:
        left, low, right, high = self._place(field)[1]
        wraps, room = field.kind == "open", self._room(field)
        text = fitted(field.value, right - left, high - low, wraps=wraps)
        entries = {
            "FT": "/Tx",
            "Ff": (MULTILINE if wraps else 0) | (NO_SCROLL if text.fits else 0),
            "DA": _default_appearance(min(text.size, room.size)),
            "V": pydyf.String(field.value),
            "MaxLen": max(room.length, len(field.value)),
        }
        shown = drawn(text, high - low, INK, wraps=wraps) if field.value else b"/Tx BMC EMC"
        self._widget(field, {**entries, **_name(field)}, lambda *_: {"N": self._add_appearance(field, shown)})

    def _tick(self, field: FormField) -> None:
        state = f"/{field.value or 'Off'}"
        entries = {"FT": "/Btn", "V": state, "AS": state, **_name(field)}
        self._widget(field, entries, lambda width, height: self._states(field, "ja", _tick(width, height)))

    def _choice(self, field: FormField) -> None:
        if field.name not in self.groups:
            asked = {"T": pydyf.String(field.name), "TU": pydyf.String(field.question or field.label)}
            entries = {"FT": "/Btn", "Ff": RADIO | NO_TOGGLE_OFF, "V": "/Off", "Kids": pydyf.Array(), **asked}
            self.groups[field.name] = group = pydyf.Dictionary(entries)
            self.pdf.add_object(group)
            self.fields.append(group.reference)
        group = self.groups[field.name]
        if field.value:
            group["V"] = f"/{field.code}"
        state = f"/{field.value or 'Off'}"
        entries = {"Parent": group.reference, "AS": state, "TU": pydyf.String(field.tooltip)}
        kid = self._widget(field, entries, lambda width, height: self._states(field, field.code, _dot(width, height)))
        group["Kids"].append(kid)

    def _signature(self, field: FormField) -> None:
        self._widget(field, {"FT": "/Sig", **_name(field)}, lambda *_: {"N": self._add_appearance(field, b"")})

    def _widget(
        self, field: FormField, entries: Mapping[str, Any], appearance: Callable[[float, float], Mapping[str, Any]]
    ) -> bytes:
        """Add a widget to the page of its anchor; without a parent it becomes a field of the form."""
        number, (left, low, right, high) = self._place(field)
        page = self.pages[number]
        place = {"Rect": pydyf.Array([round(value, 2) for value in (left, low, right, high)]), "P": page, "F": PRINT}
        kind = {"Type": "/Annot", "Subtype": "/Widget"}
        widget = pydyf.Dictionary(
            {**kind, **place, **entries, "AP": pydyf.Dictionary(appearance(right - left, high - low))}
        )
        self.pdf.add_object(widget)
        self.widgets.append(widget)
        self._annotations(page).append(widget.reference)
        if "Parent" not in entries:
            self.fields.append(widget.reference)
        return bytes(widget.reference)

    def _room(self, field: FormField) -> FieldRoom:
        """Return how much text a field holds in its box, and at which size."""
        left, low, right, high = self._place(field)[1]
        if field.kind == "open":
            return room_in_lines(right - left, high - low, field.max_length or 0)
        return room_on_a_line(right - left, field.max_length or 0)

    def _place(self, field: FormField) -> tuple[int, Rectangle]:
        """Return page and rectangle of a field; a text field has a margin to its border."""
        number, (left, low, right, high) = self.places[field.anchor]
        inset = INSET if field.kind in ("tekst", "datum", "open") else 0
        return number, (left + inset, low, right - inset, high)

    def _annotations(self, page: bytes) -> list[bytes]:
        """Return the annotations of a page."""
        entry = self.pdf.objects[int(page.split()[0])]
        return entry.setdefault("Annots", pydyf.Array())  # type: ignore[no-any-return]

    def _states(self, field: FormField, on: str, content: bytes) -> Mapping[str, Any]:
        """Return the appearances of a checkbox or choice in its two states."""
        return {
            "N": pydyf.Dictionary({on: self._add_appearance(field, content), "Off": self._add_appearance(field, b"")})
        }

    def _add_appearance(self, field: FormField, content: bytes) -> bytes:
        """Add the appearance of a field, of the size of the field, and return the reference to it."""
        left, low, right, high = self._place(field)[1]
        box = pydyf.Array([0, 0, round(right - left, 2), round(high - low, 2)])
        extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": self.resources.reference}
        appearance_stream = pydyf.Stream([content], pydyf.Dictionary(extra), compress=False)
        self.pdf.add_object(appearance_stream)
        return bytes(appearance_stream.reference)


def _name(field: FormField) -> Mapping[str, Any]:
    """Return the name of a field and its text for screen readers."""
    return {"T": pydyf.String(field.name), "TU": pydyf.String(field.tooltip)}


def _default_appearance(size: float = SIZE) -> pydyf.String:
    """Return the default appearance of typed text."""
    return pydyf.String(f"/{FORM_FONT} {size:g} Tf {INK} rg")


def _tick(width: float, height: float) -> bytes:
    """Draw a tick."""
    points = ((0.2, 0.52, "m"), (0.42, 0.26, "l"), (0.82, 0.8, "l"))
    path = " ".join(f"{x * width:.2f} {y * height:.2f} {step}" for x, y, step in points)
    return f"q {INK} RG {width * 0.13:.2f} w 1 J 1 j {path} S Q".encode()


def _dot(width: float, height: float) -> bytes:
    """Draw a dot: a line of no length with a round end."""
    middle = f"{width / 2:.2f} {height / 2:.2f}"
    return f"q {INK} RG {width * 0.55:.2f} w 1 J {middle} m {middle} l S Q".encode()
