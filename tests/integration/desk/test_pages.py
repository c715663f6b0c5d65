"""Who may see which page: the same table for every role, and for nobody."""

from collections.abc import Callable, Iterator

import httpx
from support.desk_site import DeskClient, DeskSite

from models.accounts.account_roles import AccountRole
from models.tables import Case
from spoorboek.desk.page_table import PAGES
from spoorboek.desk.permissions import PERMISSIONS, Permission, permissions_of
from spoorboek.desk.visit import DeskPage


def test_every_address_has_one_page() -> None:
    """No path stands in the table twice, so that the menu names a page once, and none hides another."""
    paths = [page.path for page in PAGES]
    assert [path for path in paths if paths.count(path) > 1] == []


def test_every_role_has_a_row_and_nobody_has_rights() -> None:
    """The table speaks of every role, and who has no role may do what everybody may, nothing else."""
    assert set(PERMISSIONS) == set(AccountRole)
    assert permissions_of([]) == {Permission.ANYBODY}


def test_a_page_is_seen_by_who_may_and_by_nobody_else(desk: DeskSite, make_case: Callable[..., Case]) -> None:
    """Every page and every form of the table, for every role and for nobody: no access without what it asks."""
    number = make_case().number
    for role in (None, *AccountRole):
        client = desk.log_in(role, everyone=True) if role else desk.visitor()
        client.get("/")
        held = permissions_of([role] if role else [])
        for page in PAGES:
            for permission, answer in answers_of(client, page, number):
                refused = answer.status_code == 403 or answer.headers.get("location", "").startswith("/aanmelden")
                if permission is not Permission.ANYBODY:
                    assert refused == (permission not in held), (role, page.path, answer.status_code)
                assert answer.status_code < 500, (role, page.path)
                assert answer.headers["cache-control"] == "no-store"


def answers_of(client: DeskClient, page: DeskPage, number: str) -> Iterator[tuple[Permission, httpx.Response]]:
    """Ask for a page, and send an empty form to it; beside each answer stands what it asks."""
    path = page.path.replace("{zaak}", number)
    if page.show:
        yield page.permission, client.get(path)
    if page.take and page.path != "/afmelden":
        yield page.asks(sends=True), client.send_form(path)
