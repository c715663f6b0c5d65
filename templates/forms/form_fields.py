"""The fields of a form, collected while its template is rendered and added to the PDF afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from templates.carried_over import NO_TEXTS
from templates.dutch_filters import kort

FieldKind = Literal["tekst", "datum", "open", "vink", "keuze", "handtekening"]
LINE_MM, TYPED_MM = 5.4, 4.7  # of a line written by pen, and of one that is typed
LETTERS, MOST_LINES = 40, 14  # of a text that stands there already: on a line of the narrowest box, and in a box


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `label` is read by screen readers; `code` is the value of one choice of a `keuze`.

    `value`: what stands in it; of a choice its code, of a box `ja`, when it is chosen. `question`: what a choice or box
    is an answer to. `max_length`: the longest text that is wanted; a place that is too small for it holds less.
    """

    name: str
    kind: FieldKind
    label: str
    max_length: int | None = None
    value: str = ""
    code: str = ""
    question: str = ""

    @property
    def tooltip(self) -> str:
        """Return what a screen reader says of the field: the question, and the answer it stands for."""
        return f"{self.question.rstrip(':')}: {self.label}" if self.question else self.label

    @property
    def anchor(self) -> str:
        """Return the id of the HTML element at the position of the field."""
        return f"{self.name}--{self.code}" if self.code else self.name


class FieldSheet:
    """The fields of one document, in reading order. A method returns the HTML that reserves the space.

    `filled`: what stands in a field from the start, by its name.
    """

    def __init__(self, filled: Mapping[str, str] = NO_TEXTS) -> None:
        self.fields: list[FormField] = []
        self.filled = filled

    def _place(self, field: FormField, style: str = "") -> Markup:
        if field.anchor in {other.anchor for other in self.fields}:
            raise ValueError(f"het veld {field.anchor} staat twee keer in dit formulier")
        self.fields.append(field)
        return Markup('<span class="veld {}" id="{}" style="{}"></span>').format(field.kind, field.anchor, style)

    def tekst(self, name: str, label: str, max_length: int = 80) -> Markup:
        """Place one line of text."""
        return self._place(FormField(name, "tekst", label, max_length, self.filled.get(name, "")))

    def datum(self, name: str, label: str, value: date | None = None) -> Markup:
        """Place a date, dd-mm-jjjj, filled in when `value` is given."""
        filled = kort(value) if value else self.filled.get(name, "")
        return self._place(FormField(name, "datum", f"{label} (dd-mm-jjjj)", 10, filled))

    def open(self, name: str, label: str, lines: int | None, max_length: int, letters: int = LETTERS) -> Markup:
        """Place free text of some lines (None: as the style sheet says), next to the warning: nothing medical.

        The box grows with what stands in it already; `letters`: how many of them a line of it surely holds.
        """
        filled = self.filled.get(name, "")
        needed = min(MOST_LINES, sum(len(each) // letters + 1 for each in filled.splitlines()))
        wanted = max(needed * TYPED_MM, (lines or 0) * LINE_MM) if lines or needed > 2 else 0
        style = f"height:{wanted + 2:.1f}mm" if wanted else ""
        return self._place(FormField(name, "open", label, max_length, filled), style)

    def vink(self, name: str, label: str, question: str = "") -> Markup:
        """Place a checkbox."""
        value = "ja" if self.filled.get(name) == "ja" else ""
        return self._place(FormField(name, "vink", label, value=value, question=question))

    def keuze(self, name: str, code: str, label: str, question: str = "") -> Markup:
        """Place one option of a single choice; all its options share `name`."""
        value = code if self.filled.get(name) == code else ""
        return self._place(FormField(name, "keuze", label, value=value, code=code, question=question))

    def handtekening(self, name: str, label: str) -> Markup:
        """Place a signature, by pen or digital."""
        return self._place(FormField(name, "handtekening", label))
