"""The fields of a form, collected while its template is rendered and added to the PDF afterwards."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from templates.dutch_filters import kort

FieldKind = Literal["tekst", "datum", "open", "vink", "keuze", "handtekening"]
LINE_MM = 5.4


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `label` is read by screen readers; `code` is the value of one choice of a `keuze`."""

    name: str
    kind: FieldKind
    label: str
    max_length: int | None = None
    value: str = ""
    code: str = ""

    @property
    def anchor(self) -> str:
        """Return the id of the HTML element at the position of the field."""
        return f"{self.name}--{self.code}" if self.code else self.name


class FieldSheet:
    """The fields of one document, in reading order. A method returns the HTML that reserves the space."""

    def __init__(self) -> None:
        self.fields: list[FormField] = []

    def _place(self, field: FormField, style: str = "") -> Markup:
        if field.anchor in {other.anchor for other in self.fields}:
            raise ValueError(f"het veld {field.anchor} staat twee keer in dit formulier")
        self.fields.append(field)
        return Markup('<span class="veld {}" id="{}" style="{}"></span>').format(field.kind, field.anchor, style)

    def tekst(self, name: str, label: str, max_length: int = 80) -> Markup:
        """Place one line of text."""
        return self._place(FormField(name, "tekst", label, max_length))

    def datum(self, name: str, label: str, value: date | None = None) -> Markup:
        """Place a date, dd-mm-jjjj, filled in when `value` is given."""
        return self._place(FormField(name, "datum", f"{label} (dd-mm-jjjj)", 10, kort(value) if value else ""))

    def open(self, name: str, label: str, lines: int | None, max_length: int) -> Markup:
        """Place free text of some lines (None: as the style sheet says), next to the warning: nothing medical."""
        return self._place(
            FormField(name, "open", label, max_length), f"height:{lines * LINE_MM + 2:.1f}mm" if lines else ""
        )

    def vink(self, name: str, label: str) -> Markup:
        """Place a checkbox."""
        return self._place(FormField(name, "vink", label))

    def keuze(self, name: str, code: str, label: str) -> Markup:
        """Place one option of a single choice; all its options share `name`."""
        return self._place(FormField(name, "keuze", label, code=code))

    def handtekening(self, name: str, label: str) -> Markup:
        """Place a signature, by pen or digital."""
        return self._place(FormField(name, "handtekening", label))
