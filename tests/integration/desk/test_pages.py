"""Who may see which page: the same table for every role, and for nobody."""

from collections.abc import Callable

import pytest
from support.desk_site import DeskSite

from models.accounts.account_roles import AccountRole
from models.tables import Case
from spoorboek.desk.page_table import PAGES
from spoorboek.desk.permissions import PERMISSIONS, Permission, permissions_of


def test_every_role_has_a_row_and_nobody_has_rights() -> None:
    """The table speaks of every role, and who has no role may do what everybody may, nothing else."""
    assert set(PERMISSIONS) == set(AccountRole)
    assert permissions_of([]) == {Permission.ANYBODY}


@pytest.mark.parametrize("role", [None, *AccountRole])
def test_a_page_is_seen_by_who_may_and_by_nobody_else(
    role: AccountRole | None, desk: DeskSite, make_case: Callable[..., Case]
) -> None:
    """Every page and every form of the table, for every role: no access without the permission it asks."""
    number = make_case().number
    client = desk.log_in(role, everyone=True) if role else desk.visitor()
    client.get("/")
    held = permissions_of([role]) if role else permissions_of([])
    for page in PAGES:
        path = page.path.replace("{zaak}", number)
        answers = [(page.permission, client.get(path))] if page.show else []
        if page.take and page.path != "/afmelden":
            answers.append((page.asks(sends=True), client.send_form(path)))
        for asked, answer in answers:
            refused = answer.status_code == 403 or answer.headers.get("location", "").startswith("/aanmelden")
            if asked is not Permission.ANYBODY:
                assert refused == (asked not in held), (page.path, answer.status_code)
            assert answer.status_code < 500
            assert answer.headers["cache-control"] == "no-store"
