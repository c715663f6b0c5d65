"""No page shows what a role may not see: every link of every role is followed, and tried by all others."""

import re
from collections.abc import Iterable, Iterator, Mapping

import httpx
import pytest
from sqlmodel import Session
from support.desk.crawling import Reached, crawl, words_of
from support.desk.desk_world import World, make_world
from support.desk_site import DeskClient, DeskSite

from models.accounts.account_roles import AccountRole
from spoorboek.desk.page_table import PAGES
from spoorboek.desk.permissions import Permission, permissions_of

Role = AccountRole | None


@pytest.fixture
def world(desk: DeskSite, session: Session) -> World:
    """Make the world whose secrets are looked for."""
    return make_world(session, desk)


def test_no_page_shows_what_a_role_may_not_see(desk: DeskSite, world: World) -> None:
    """As each role: follow all links; then try all addresses the others found. Nothing is told that should not be."""
    clients: dict[Role, DeskClient] = {role: desk.client_of(account) for role, account in world.accounts.items()}
    clients[None] = desk.visitor()
    crawled = {role: crawl(client) for role, client in clients.items()}
    known = {key: reached for pages in crawled.values() for key, (reached, _) in pages.items()}
    _is_really_seen_by_who_may(world, crawled[AccountRole.TEAM_LEADER].values())
    known |= {f"{each.sends} {each.address}": each for each in _unlinked(world, known.values())}
    shown: list[str] = []
    for role, client in clients.items():
        for key, reached in known.items():
            answer = crawled[role][key][1] if key in crawled[role] else None
            answer = answer if answer is not None else _try(client, reached)
            if answer is not None:
                _is_refused_when_it_must(world, role, reached, answer)
                shown += _told(world, role, reached, answer)
    assert sorted(set(shown)) == []


def _is_really_seen_by_who_may(world: World, pages: Iterable[tuple[Reached, httpx.Response | None]]) -> None:
    """What is looked for can be found: the team leader reads it of each case of the employer, and of no other."""
    words = " ".join(words_of(answer) for _, answer in pages if answer is not None)
    own = [case for case in world.cases if case.name in words]
    assert own == world.cases[:-1]
    for case in own:
        assert [line for line in case.document if line in words]


def _unlinked(world: World, known: Iterable[Reached]) -> Iterator[Reached]:
    """Yield what no page leads to here, such as what a mail does or a case in another state, by invented addresses."""
    reached = {(each.page.path, each.sends) for each in known}
    for page in PAGES:
        for sends in [sends for sends, function in ((False, page.show), (True, page.take)) if function]:
            if (page.path, sends) not in reached:
                addresses = {page.path.replace("{zaak}", case.number) for case in world.cases}
                yield from (Reached(re.sub(r"\{\w+\}", "1", each), page, sends) for each in sorted(addresses))


def _try(client: DeskClient, reached: Reached) -> httpx.Response | None:
    """Ask for a page, or send an empty form to it; nobody is logged out."""
    if reached.page.path == "/afmelden":
        return None
    return client.send_form(reached.address) if reached.sends else client.get(reached.address)


def _is_refused_when_it_must(world: World, role: Role, reached: Reached, answer: httpx.Response) -> None:
    """Who lacks the permission is refused; a case out of reach answers as one that does not exist."""
    where = (role, reached.address, reached.sends, answer.status_code)
    asks = reached.page.asks(sends=reached.sends)
    if asks is Permission.ANYBODY:
        assert answer.status_code < 500, where
    elif role is None:
        assert answer.headers.get("location", "").startswith("/aanmelden"), where
    elif asks not in permissions_of([role]):
        assert answer.status_code == 403, where
    else:
        [number] = [case.number for case in world.cases if case.number in reached.address.partition("?")[0]] or [""]
        hidden = bool(number) and "{zaak}" in reached.page.path and number not in world.visible(role)
        assert (answer.status_code == 404) is hidden or not hidden, where
        assert answer.status_code < 500, where  # a page may refuse more than the table does


def _told(world: World, role: Role, reached: Reached, answer: httpx.Response) -> list[str]:
    words = words_of(answer)
    return [f"{role} is shown {what} at {reached.page.path}" for what, text in _secrets(world, role) if text in words]


_kept: dict[tuple[int, Role], Mapping[str, str]] = {}


def _secrets(world: World, role: Role) -> list[tuple[str, str]]:
    """Return what a role may not be shown; looked up once."""
    if (id(world), role) not in _kept:
        _kept[id(world), role] = {text: what for what, text in world.must_not_show(role)}
    return [(what, text) for text, what in _kept[id(world), role].items()]
