"""What an action on a case is at the desk: who may take it, what its form asks, and the report it makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from flows.actions.form_texts import action_purposes
from spoorboek.desk.actions.form_fields import DeskField, FieldValues
from spoorboek.desk.permissions import Permission
from spoorboek.desk.visit import Viewer, Visit
from tasks.case_state import CaseState
from tasks.reports.once import Answer

DeskReport = Callable[[Session], Answer]


@dataclass(frozen=True, slots=True)
class OfferedCase:
    """The case an action is offered for, in its state of now, and who looks."""

    visit: Visit
    current: CaseState

    @property
    def number(self) -> str:
        """Return the number of the case."""
        return self.current.number

    @property
    def by(self) -> str:
        """Return the code of who acts."""
        return self.visit.viewer.code


@dataclass(frozen=True, slots=True)
class DeskAction:
    """An action. `key` names it in addresses; `form`: the run form of which it is the same act, or a part.

    `may`: the permissions of which one is needed. `fields`: what its form asks of a case, None when the action is not
    valid there now. `report`: what recording the values of these fields does. `page`: the path of the
    page that asks more than such a form does, on which people do it; empty: the form.
    """

    key: str
    form: str
    title: str
    may: Sequence[Permission]
    fields: Callable[[OfferedCase], Sequence[DeskField] | None]
    report: Callable[[OfferedCase, FieldValues], DeskReport]
    page: str = ""

    @property
    def purpose(self) -> str:
        """Say in one line what it is for, as the run form does."""
        return action_purposes()[self.form]

    def address(self, number: str) -> str:
        """Return the path on which it is done for the case with a number."""
        return self.page.format(zaak=number) if self.page else f"/zaak/{number}/actie/{self.key}"

    def is_for(self, viewer: Viewer) -> bool:
        """Tell whether somebody may take this action, in any case within reach."""
        return any(map(viewer.may, self.may))
