"""What comes first at the desk: in the menu, beside a case, in the list of cases, on the page of who is recovered."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session
from support.desk.adopted_cases import adopt_case
from support.desk.desk_cases import ON, live_case
from support.desk_site import DeskClient, DeskSite, text_of

from models.accounts.account_roles import AccountRole
from models.tables import Case
from spoorboek.desk.page_table import MOST_IN_MENU, PAGES, menu_of
from spoorboek.desk.permissions import permissions_of


def links(client: DeskClient, path: str, part: str) -> list[str]:
    """List where the links of a part of a page lead."""
    page = client.get(path).text
    return re.findall(r'href="([^"]+)"', page.partition(f'aria-label="{part}"')[2].partition("</nav>")[0])


@pytest.mark.parametrize("role", AccountRole)
def test_a_menu_holds_each_page_once_and_is_short(desk: DeskSite, role: AccountRole) -> None:
    """What does not fit unfolds; one's own account stands beside one's name."""
    daily, others = menu_of(permissions_of([role]))
    paths = [page.path for page in (*daily, *others)]
    wanted = {page.path for page in PAGES if page.in_menu and page.permission in permissions_of([role])}
    assert len(daily) <= MOST_IN_MENU
    assert sorted(paths) == sorted(wanted - {"/account"})
    start = desk.log_in(role).get("/", follow_redirects=True).text
    assert start.count('href="/account"') == 1


def test_who_is_recovered_is_late_with_nothing(
    desk: DeskSite, session: Session, make_case: Callable[..., Case]
) -> None:
    """In the list after who is late; on the page of the case the steps rest, and a relapse is one click."""
    back = (ON - timedelta(10)).isoformat()
    recovered = live_case(session, make_case, 80, ("recovered", {"on": back, "from": back}), name="Ilse Meijer")
    late = live_case(session, make_case, 50, name="Jan Jansen")
    adopted = adopt_case(session, make_case, 90, name="Vera Blom")
    client = desk.log_in("casemanager", everyone=True)
    listed = client.get("/zaken").text
    assert listed.index(f"/zaak/{late}") < listed.index(f"/zaak/{recovered}")
    assert [number in client.get("/zaken?stand=te_laat").text for number in (late, recovered, adopted)] == [
        True, False, False,
    ]  # fmt: skip
    assert adopted in client.get("/zaken?stand=vraag").text
    page = client.get(f"/zaak/{recovered}")
    assert "Te doen 0" in text_of(page)
    assert "Rust door herstel" in text_of(page)
    assert "Te laat:" not in text_of(page)
    beside = [links(client, f"/zaak/{number}", "Bij deze zaak") for number in (recovered, late)]
    assert [each[0] for each in beside] == [f"/zaak/{recovered}/opnieuw-ziek", f"/zaak/{late}/actie/hersteld"]
    assert all(len(set(each)) == len(each) for each in beside)
    assert f"/zaak/{recovered}/actie/opnieuw_uitgevallen" not in client.get(f"/zaak/{recovered}/acties").text
    old = client.get(f"/zaak/{recovered}/actie/opnieuw_uitgevallen")
    assert (old.status_code, old.headers["location"]) == (303, f"/zaak/{recovered}/opnieuw-ziek")
    reader = links(desk.log_in("auditor", everyone=True), f"/zaak/{recovered}", "Bij deze zaak")
    assert f"/zaak/{recovered}/opnieuw-ziek" not in reader


def test_questions_do_not_hide_the_week(desk: DeskSite, session: Session, make_case: Callable[..., Case]) -> None:
    """Five of them stand on the page of today, with how many there are and where they are answered at once."""
    adopt_case(session, make_case, 400)
    client = desk.log_in("casemanager", everyone=True)
    page = client.get("/vandaag").text
    section = page.partition('id="vraag"')[2].partition("</section>")[0]
    assert section.count('<th scope="row">') == 5
    assert re.search(r"Alle \d+ tonen", section)
    assert "/overname?wie=team" in section
