"""Cases that keep failing: woken again with growing pauses, shown as such, and told to operations once."""

from collections.abc import Collection

from prefect.client.orchestration import SyncPrefectClient

from flows.engine.run_page import mark_failing
from models.case_lookup import find_case
from models.connection import session, try_lock
from models.tables import Case, WakeTrouble
from models.wake_trouble import take_untold, trouble_of
from spoorboek import clock
from tasks.outbox.operations_mail import queue_operations_mail
from tasks.views.failing_notice import failing_notice
from templates.mail_texts import MailText

SUBJECT = "Spoorboek: {count} dossier(s) lopen vast"
BODY = """\
Deze dossiers lopen vast: een wekbeurt is twee keer mislukt. Zij staan in Prefect onder de weergave "Loopt vast".
Spoorboek probeert het vanzelf weer, met steeds langere pauzes; over dezelfde storing volgt geen tweede mail.

{lines}

Wat te doen: lees de reden, herstel de oorzaak, en voer dan `spoorboek reconcile` uit; dat wekt ze meteen.
"""


def show_failing(prefect: SyncPrefectClient, numbers: Collection[str]) -> None:
    """Show on the dossiers of these cases, as far as they are failing and asleep, why and when they are woken again."""
    for number in sorted(numbers):
        with try_lock(number) as locked:  # else a wake that succeeds meanwhile would be marked too
            if locked and (notice := _notice_of(number)):
                mark_failing(prefect, number, notice)


def _notice_of(number: str) -> str:
    with session() as reading:
        trouble = trouble_of(reading, find_case(reading, number).id)
        return failing_notice(trouble) if trouble else ""


def tell_failing() -> int:
    """Mail operations which cases failed again and were not told of before, in one mail; return how many."""
    with session() as writing:
        untold = take_untold(writing)
        if untold:
            lines = "\n".join(_line(case, trouble) for case, trouble in untold)
            text = MailText(SUBJECT.format(count=len(untold)), BODY.format(lines=lines))
            about = [f"{case.number} {trouble.since.isoformat()}" for case, trouble in untold]
            if not queue_operations_mail(writing, "loopt-vast", about, text, clock.today()):
                writing.rollback()  # more mails than a day has: they are told tomorrow
                return 0
        return len(untold)


def _line(case: Case, trouble: WakeTrouble) -> str:
    return f"- {case.number}: {trouble.reason}"
