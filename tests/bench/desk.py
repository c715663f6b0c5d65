"""The pages of the desk beside ten thousand open cases: time at the server, of real requests to the real app.

Each page is asked in turn by a casemanager, a team leader who sees all, and hr of one employer. Beside the time that
passed stands that of the processors, which neighbours on the machine do not change: of this process, and of PostgreSQL.
"""

import asyncio
import itertools
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import httpx
import psutil
from bench.desk_portfolio import fill_record, record_alone
from bench.figure import Figure, below
from sqlmodel import col, select

from models.accounts.sessions import begin_session
from models.connection import session
from models.operators import let_record
from models.tables import Account, Case, Contact, Employer, PlannedStep
from spoorboek import clock
from spoorboek.desk.app import desk_app
from spoorboek.desk.forms import csrf_token
from spoorboek.desk.surroundings import Surroundings
from spoorboek.desk.work.waking import API_ADDRESS
from spoorboek.platform.database.postgres import Postgres

OPEN, ROUNDS, ACTIONS, WARM = 10_000, 40, 20, 3
FIRST_LOOK = 5  # seconds; the bar of the engine looks for it beside the first page
PAGE_MS, SEARCH_MS, ACTION_MS = 150, 200, 500
ADDRESS, COOKIE = "http://127.0.0.1:4220", "werkplek"
OVERVIEW = ("", "te-laat", "spoor-2", "verzuim")
OF_WHO_SEES_ALL = ("Zaak", "Overzicht")
LATE_STEP = "probleemanalyse"
WORDS = ("bakker", "tom van den berg", "Z-B3", "001234", "yılmaz", "sanne", "xyz")


class Timed(NamedTuple):
    """Milliseconds of one request: those that passed, of this process, and of the database."""

    passed: float
    own: float
    database: float


class Person(NamedTuple):
    """Somebody who is logged in: in Dutch who, and the token of the cookie."""

    who: str
    token: str


class DeskBench:
    """The app of the desk in this process, over the record that stands, and who asks it for pages."""

    def __init__(self, database: Postgres) -> None:
        self._server = psutil.Process(database.child.pid)
        app = desk_app(Surroundings(frozenset({ADDRESS}), False, frozenset()))
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)
        self._loop = asyncio.new_event_loop()
        self.people = list(_people())
        self.timed(self.page(self.people[0], "/vandaag"))
        time.sleep(FIRST_LOOK)

    def timed(self, requests: Sequence[httpx.Request]) -> Timed:
        """Send requests one after the other and take their time together."""
        began, own, database = time.perf_counter(), time.process_time(), self._database_seconds()
        for request in requests:
            answer = self._loop.run_until_complete(self._client.send(request))
            assert answer.status_code in (200, 303), (request.url, answer.status_code)
        passed = time.perf_counter() - began
        used = time.process_time() - own, self._database_seconds() - database
        return Timed(passed * 1000, used[0] * 1000, used[1] * 1000)

    def page(self, person: Person, path: str) -> Sequence[httpx.Request]:
        """Ask for one page."""
        return [self._client.build_request("GET", path, headers=_cookie(person))]

    def done(self, person: Person, number: str, step: tuple[str, int]) -> Sequence[httpx.Request]:
        """Say that a step is done today, and ask for the page that shows it."""
        fields = {
            "csrf": csrf_token(person.token),
            "formulier": str(uuid4()),
            "actie": "gedaan",
            "datum": clock.today().isoformat(),
            "terug": "/vandaag?wie=team",
        }
        path = f"/zaak/{number}/stap/{step[0]}/{step[1]}"
        sent = self._client.build_request("POST", path, data=fields, headers=_cookie(person))
        return [sent, *self.page(person, "/vandaag?wie=team")]

    def _database_seconds(self) -> float:
        return sum(sum(each.cpu_times()[:2]) for each in self._server.children())


def desk(home: Path) -> list[Figure]:
    """Fill a record, and measure each page of the daily work."""
    with record_alone(home) as database:
        worked = fill_record(database, OPEN)
        return measure_desk(database, worked)


def measure_desk(database: Postgres, worked: Sequence[str]) -> list[Figure]:
    """Measure the pages over a record that was filled; `worked`: numbers of cases with documents."""
    with _no_engine():
        bench = DeskBench(database)
        figures = [figure for name, paths, limit in _asked(worked) for figure in _measured(bench, name, paths, limit)]
        return [*figures, *_actions(bench)]


def _asked(worked: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Iterator[str]], float | None]]:
    yield (
        "Vandaag",
        {"": itertools.repeat("/vandaag"), ", all in reach": itertools.repeat("/vandaag?wie=team")},
        PAGE_MS,
    )
    yield "Zaken", {"": itertools.repeat("/zaken"), ", page 3": itertools.repeat("/zaken?blad=3")}, PAGE_MS
    yield "Zaak", {"": itertools.cycle(f"/zaak/{number}" for number in worked)}, PAGE_MS
    yield "search", {"": itertools.cycle(f"/zaken?zoek={word}" for word in WORDS)}, SEARCH_MS
    overview = {f" {part}".rstrip(): itertools.repeat(f"/overzicht/{part}".rstrip("/")) for part in OVERVIEW}
    yield "Overzicht", overview, None


def _measured(bench: DeskBench, name: str, paths: Mapping[str, Iterator[str]], limit: float | None) -> Iterator[Figure]:
    for person, (what, each) in itertools.product(bench.people, paths.items()):
        if name in OF_WHO_SEES_ALL and person is not bench.people[1]:
            continue
        times = [bench.timed(bench.page(person, next(each))) for _ in range(WARM + ROUNDS)][WARM:]
        yield from _figures(f"{name}{what}, {person.who}", times, limit)


def _actions(bench: DeskBench) -> Iterator[Figure]:
    query = select(Case.number, PlannedStep.step, PlannedStep.occurrence).join(PlannedStep)
    query = query.where(Case.status == "open", PlannedStep.status == "te_laat", PlannedStep.step == LATE_STEP)
    with session() as reading:
        steps = list(reading.exec(query.order_by(col(Case.number)).limit(WARM + ACTIONS)))
    times = [bench.timed(bench.done(bench.people[1], each[0], (each[1], each[2]))) for each in steps][WARM:]
    yield from _figures("a step done, and the page that shows it, team leader", times, ACTION_MS)


def _figures(what: str, times: Sequence[Timed], limit: float | None) -> Iterator[Figure]:
    passed = sorted(each.passed for each in times)
    own, database = (sum(each[place] for each in times) / len(times) for place in (1, 2))
    p50, p95 = passed[len(passed) // 2], passed[int(len(passed) * 0.95)]
    yield Figure(f"{what}: p95", f"{p95:.0f} ms") if limit is None else below(f"{what}: p95", p95, limit, "ms")
    yield Figure("… p50; CPU of the app + of PostgreSQL", f"{p50:.0f} ms; {own:.0f} + {database:.0f} ms")


def _people() -> Iterator[Person]:
    with session() as writing:
        contact = writing.exec(select(Contact.id).where(Contact.code == "manager-0")).one()
        employer = writing.exec(select(Employer.id).where(Employer.code == "bedrijf-7")).one()
        accounts = (
            ("casemanager", Account(code="bench-cm", name="Anna", roles=["casemanager"], contact_ids=[contact])),
            ("team leader", Account(code="bench-tl", name="Bea", roles=["teamleider"], everyone=True)),
            ("hr", Account(code="bench-hr", name="Cas", roles=["hr"], employer_ids=[employer])),
        )
        for who, account in accounts:
            known = writing.exec(select(Account).where(Account.code == account.code)).one_or_none()
            writing.add(known or account)
            writing.flush()
            let_record(writing, account.code, "bench")
            yield Person(who, begin_session(writing, known or account, clock.now(), whole=True))


def _cookie(person: Person) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={person.token}", "Sec-Fetch-Site": "same-origin"}


@contextmanager
def _no_engine() -> Iterator[None]:
    """Let nothing be woken: what an engine does beside the desk is no part of its time."""
    address = os.environ.pop(API_ADDRESS, None)
    try:
        yield
    finally:
        os.environ.update({API_ADDRESS: address} if address else {})
