"""The bureau itself: what it received, what it will answer, and what it sends on a day; no wire, no clock."""

import threading
from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from spoorboek.demo.bureau.conduct import Conduct, Outgoing
from spoorboek.demo.bureau.trajectory import Planned, planned_answers


class MailboxDay(NamedTuple):
    """What a bureau reads and sends on a day, and the next day on which it sends anything."""

    received: list[Mapping[str, Any]]
    sent: list[Outgoing]
    next_day: date | None


class Mailbox:
    """What came in and what waits to go out; a message that comes twice is answered once."""

    def __init__(self, conduct: Conduct = Conduct()) -> None:
        self._conduct = conduct
        self._inbox: list[Mapping[str, Any]] = []
        self._known, self._planned = set[str](), list[Planned]()
        self._numbers, self._lock = count(1), threading.Lock()

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in a message, by any thread; it is read on the next day that is lived."""
        with self._lock:
            if message["bericht"] not in self._known:
                self._known.add(message["bericht"])
                self._inbox.append(message)

    def live(self, day: date) -> MailboxDay:
        """Read what came, plan what is answered, and return what is sent today."""
        with self._lock:
            received, self._inbox = self._inbox, []
        for message in received:
            self._planned += planned_answers(message, day, self._numbers, declines=self._conduct.declines)
        self._planned.sort(key=self._conduct.day_of)
        due = [each for each in self._planned if self._conduct.day_of(each) <= day]
        self._planned = self._planned[len(due) :]
        sent = [outgoing for planned in due for outgoing in self._conduct.sent(planned.message)]
        return MailboxDay(received, sent, self._conduct.day_of(self._planned[0]) if self._planned else None)
