"""Find people by name or personnel number, as somebody types it: the names are decrypted once and kept in memory.

No index of names is written to the database: what one name or the beginning of one looks like there would be readable
by how often it occurs. See docs/decisions/066-names-are-searched-in-memory.md.
"""

import threading
import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, select
from sqlmodel import Session, col

from models.identity.identities import identity
from models.sealing.crypto import UnreadableError
from models.sealing.sealed_columns import fetch_readable
from models.tables import Employee

AT_ONCE = 1000  # ids in one statement
# What changes with every change of a row: the transaction that wrote it.
VERSION: ColumnElement[int] = literal_column("employee.xmin::text::bigint", BigInteger)


class _Known(NamedTuple):
    """What is searched of one person: the version of the row, the words of the name, the personnel number."""

    version: int
    words: str
    number: str

    def __repr__(self) -> str:
        return f"_Known(version={self.version})"


class KnownPeople:
    """The people of the record in the memory of this process. One object serves all threads of a process.

    Before each search it asks the database whether a row changed, and reads anew what did: a person who was destroyed
    in the record is forgotten here at the next search.
    """

    def __init__(self) -> None:
        self._people: dict[int, _Known] = {}
        self._state: tuple[int, ...] = ()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many people are known."""
        return len(self._people)

    def find(self, reading: Session, asked: str) -> Sequence[int]:
        """Return the ids of who has a name with each word at the start of one of its own, or a number that fits.

        Capitals and accents make no difference. A personnel number is found by its beginning, without leading zeros.
        """
        self.refresh(reading)
        words, number = [f" {word}" for word in folded(asked).split()], identity(asked) if asked.strip() else ""
        if not words:
            return ()
        people = self._people.items()
        return [
            id_
            for id_, each in people
            if all(word in each.words for word in words) or (number and each.number.startswith(number))
        ]

    def refresh(self, reading: Session) -> None:
        """Read what changed since the last time; nothing else is decrypted."""
        with self._lock:
            state = _state_of(reading)
            if state == self._state:
                return
            versions = dict(reading.execute(select(col(Employee.id), VERSION)).tuples().all())
            changed = [id_ for id_, version in versions.items() if _version_of(self._people, id_) != version]
            kept = {id_: each for id_, each in self._people.items() if id_ in versions}
            self._people = kept | _read(reading, changed, versions)
            self._state = state


def folded(written: str) -> str:
    """Return a name as it is compared: without accents and capitals, its words apart by one space."""
    plain = unicodedata.normalize("NFKD", written.casefold())
    letters = (
        sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign) and sign not in "'’."
    )
    return " ".join("".join(letters).split())


def _state_of(reading: Session) -> tuple[int, ...]:
    found = select(func.count(), func.coalesce(func.max(col(Employee.id)), 0), func.coalesce(func.sum(VERSION), 0))
    return tuple(map(int, reading.execute(found.select_from(Employee)).one()))


def _version_of(people: dict[int, _Known], id_: int) -> int | None:
    return people[id_].version if id_ in people else None


def _read(reading: Session, ids: Collection[int], versions: dict[int, int]) -> dict[int, _Known]:
    found: dict[int, _Known] = {}
    unreadable: list[UnreadableError] = []  # one that is damaged must not hide the others
    for first in range(0, len(ids), AT_ONCE):
        some = list(ids)[first : first + AT_ONCE]
        query = select(col(Employee.id), col(Employee.name), col(Employee.personnel_number))
        for row in fetch_readable(reading, query.where(col(Employee.id).in_(some)), unreadable):
            found[row.id] = _Known(versions[row.id], f" {folded(row.name)}", identity(row.personnel_number))
    return found
