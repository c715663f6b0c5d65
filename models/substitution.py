"""Who does the work of an absent contact: the first substitute in the chain who is present."""

from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeVar


class Substitutable(Protocol):
    """The absence and the substitute of a contact. `absent_from`, `absent_until`: first and last day, inclusive."""

    @property
    def id(self) -> int:
        """The primary key of the contact."""

    @property
    def absent_from(self) -> date | None:
        """The first day of absence; None while present."""

    @property
    def absent_until(self) -> date | None:
        """The last day of absence; None while it has no known end."""

    @property
    def substitute_id(self) -> int | None:
        """The primary key of the substitute."""


ContactT = TypeVar("ContactT", bound=Substitutable)


def is_absent(contact: Substitutable, on: date) -> bool:
    """Return whether a contact is absent on a day."""
    return contact.absent_from is not None and contact.absent_from <= on <= (contact.absent_until or date.max)


def acting_contact(contact: ContactT | None, find: Callable[[int], ContactT | None], on: date) -> ContactT | None:
    """Return the contact, or the first substitute in the chain who is present on a day; None when nobody is.

    `find`: returns a contact by its primary key. A chain that comes back to somebody ends there.
    """
    visited: set[int] = set()
    while contact is not None and contact.id not in visited:
        if not is_absent(contact, on):
            return contact
        visited.add(contact.id)
        contact = find(contact.substitute_id) if contact.substitute_id else None
    return None
