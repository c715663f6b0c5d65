"""How a bureau that is a process of its own is told which day it is: a line per day in, a line of JSON out."""

import json
import sys
from collections.abc import Callable
from datetime import date

from spoorboek.demo.bureau.conduct import Outgoing
from spoorboek.demo.bureau.mailbox import Mailbox

Send = Callable[[Outgoing], str]


def live_by_lines(mailbox: Mailbox, send: Send) -> None:
    """Live the days that are named on standard input, until it ends: send what is due, and say what came and went.

    `send`: brings a message to the employer and returns what became of it. The answer to a day names the kinds that
    were received since the one before, those that were sent with what became of them, and the next day of the bureau.
    """
    for line in sys.stdin:
        day = mailbox.live(date.fromisoformat(line.strip()))
        said = {
            "ontvangen": [each["soort"] for each in day.received],
            "verstuurd": [{"soort": each.message["soort"], "uitkomst": send(each)} for each in day.sent],
            "verder": day.next_day and day.next_day.isoformat(),
        }
        sys.stdout.write(f"{json.dumps(said)}\n")
        sys.stdout.flush()
