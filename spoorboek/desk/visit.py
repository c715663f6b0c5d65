"""What a page is given, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple
from unicodedata import normalize

from sqlmodel import Session
from starlette.responses import Response

from models.accounts.account_roles import AccountRole
from models.accounts.reach import NOTHING, Reach
from models.tables import Account, Case
from spoorboek.desk.permissions import Permission
from spoorboek.desk.sent_files import SentFile, UploadLimits

LOGIN_PATH = "/aanmelden"


class Refused(Exception):
    """A request that is answered with a message: what is the matter, and where to go on. Nothing of it is kept."""

    def __init__(self, status: HTTPStatus, heading: str, message: str, back: str = "/") -> None:
        super().__init__(heading)
        self.status, self.heading, self.message, self.back = status, heading, message, back


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `code`: who is written in the record as `door`; `reach`: which cases this person may see."""

    account: int
    code: str
    name: str
    roles: tuple[AccountRole, ...]
    permissions: frozenset[Permission]
    reach: Reach

    def may(self, permission: Permission) -> bool:
        """Tell whether the person may do something; only this and `reach` decide what a page shows."""
        return permission in self.permissions


NOBODY = Viewer(0, "", "", (), frozenset({Permission.ANYBODY}), NOTHING)


@dataclass(slots=True)
class Visit:
    """One request to a page: who looks, a session on the record, the day, and what the request brought.

    `case`: of a page whose path names one. `record` commits once the page is made; an error takes all of it back.
    `token`: of the cookie; `source`: the address of the client. `halfway`: the account whose second factor is asked.
    `files`: what a form brought, by the name of its field; they are gone once the page is made.
    """

    viewer: Viewer
    opened: Session | None
    on: date
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    token: str = ""
    source: str = ""
    found_case: Case | None = None
    halfway: Account | None = None
    files: Mapping[str, SentFile] = field(default_factory=dict)

    @property
    def record(self) -> Session:
        """Return the session on the record; LookupError where none is open, as for a message of refusal."""
        if self.opened is None:
            raise LookupError("no session on the record is open")
        return self.opened

    @property
    def case(self) -> Case:
        """Return the case the path names; LookupError for a page that names none."""
        if self.found_case is None:
            raise LookupError("the path of this page names no case")
        return self.found_case

    def text(self, name: str) -> str:
        """Return what was filled in, without space around it; empty when it was left out."""
        return next(iter(self.form.get(name, ())), "").strip()

    def file(self, name: str) -> SentFile | None:
        """Return the file that was chosen in a field; None where none was."""
        found = self.files.get(name)
        return found if found and (found.name or found.size) else None

    def secret(self, name: str) -> str:
        """Return a password as it was typed, whichever way a keyboard composes its letters."""
        return normalize("NFKC", next(iter(self.form.get(name, ())), ""))


class ShownPage(NamedTuple):
    """A page to show: a template below `templates/`, and what it is about. `token`: as in `GoTo`.

    `after`: what is done once the answer has left, so that nobody can tell from the time it took what it was.
    """

    template: str
    data: Mapping[str, Any]
    status: HTTPStatus = HTTPStatus.OK
    token: str = ""
    after: Callable[[], object] | None = None


class GoTo(NamedTuple):
    """Another page to go to, after something changed. `token`: the session to go on with; empty: the same."""

    path: str
    token: str = ""


PageAnswer = ShownPage | GoTo | Response
PageFunction = Callable[[Visit], PageAnswer]


class DeskPage(NamedTuple):
    """A page of the desk. `title` names it in the menu when `in_menu`, and beside a case when `in_case`.

    `permission`: what one must be allowed to see it; `take`: what a form on it sends, and `takes`: what one must be
    allowed to send it (None: what the page asks). `uploads`: what files a form may bring (None: none).
    """

    path: str
    title: str
    permission: Permission
    show: PageFunction | None
    take: PageFunction | None = None
    takes: Permission | None = None
    in_menu: bool = False
    in_case: bool = False
    uploads: UploadLimits | None = None

    def asks(self, *, sends: bool) -> Permission:
        """Return what one must be allowed, to look (or, with `sends`, to send a form)."""
        return self.takes if sends and self.takes is not None else self.permission
