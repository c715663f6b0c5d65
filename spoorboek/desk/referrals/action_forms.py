"""Small forms beside what they are about: what each asks, and what was typed in the one that was refused."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from spoorboek.desk.visit import Visit
from spoorboek.desk.work.step_forms import ACTION

SmallKind = Literal["day", "choice", "choices", "text", "line"]
NO_CHOICES: Mapping[str, str] = MappingProxyType({})
ABOUT = "verwijzing"  # the number of the referral a form is about


class SmallField(NamedTuple):
    """A field of a form: its name, what it asks, and how. `value`: what stands in it at first; `chosen`: of a list."""

    name: str
    label: str
    kind: SmallKind = "choice"
    choices: Mapping[str, str] = NO_CHOICES
    needed: bool = True
    value: str = ""
    chosen: tuple[str, ...] = ()
    hint: str = ""


class SmallForm(NamedTuple):
    """A form for one action. `path`: where it is sent; `about`: the number of a referral, 0 for the case.

    `sealed`: the mark of what was shown, so that nobody says yes to something else. `is_open`: shown at once.
    """

    action: str
    title: str
    fields: tuple[SmallField, ...] = ()
    button: str = "Vastleggen"
    hint: str = ""
    about: int = 0
    path: str = ""
    sealed: str = ""
    is_open: bool = False

    @property
    def id(self) -> str:
        """Return what tells its fields from those of other forms on the page."""
        return f"{self.action}-{self.about}-{'-'.join(each.value for each in self.fields if each.name == 'stand')}"

    def with_typed(self, visit: Visit) -> "SmallForm":
        """Return the form with what was typed in it, opened, when it is the one that was sent."""
        stands = next((each.value for each in self.fields if each.name == "stand"), "")
        sent = (visit.text(ACTION), visit.text(ABOUT) or "0", visit.text("stand"))
        if sent != (self.action, str(self.about), stands):
            return self
        fields = tuple(
            each._replace(value=visit.text(each.name), chosen=tuple(visit.form.get(each.name, ())))
            for each in self.fields
        )
        return self._replace(fields=fields, is_open=True)


def asked_day(label: str, value: str = "", name: str = "datum", *, needed: bool = True) -> SmallField:
    """Return a field for a day; `value`: as ISO."""
    return SmallField(name, label, "day", value=value, needed=needed)


def worded_refusal(refusal: str, forms: Iterable[SmallForm]) -> str:
    """Return a refusal in which fields are named as their forms name them, not by their code."""
    for form in forms:
        for field in form.fields:
            refusal = refusal.replace(f"'{field.name}'", f"‘{field.label}’") if field.label else refusal
    return refusal
