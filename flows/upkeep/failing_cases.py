"""Cases that keep failing: woken again with growing pauses, shown as such, and told to operations once."""

from collections.abc import Collection, Sequence

from prefect.client.orchestration import SyncPrefectClient
from sqlmodel import Session

from flows.engine.run_page import mark_failing
from models.addressees import CASE_MANAGER, Addressee, addressee_in_role
from models.case_lookup import find_case
from models.connection import session, try_lock
from models.tables import Case, WakeTrouble
from models.wake_trouble import NOT_DONE, take_untold, trouble_of
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
CASEMANAGER_SUBJECT = "Spoorboek: in {count} dossier(s) kan iets niet worden gemaakt"
CASEMANAGER_BODY = """\
In deze dossiers van u kan een brief, formulier of andere handeling niet worden gemaakt; het is twee keer mislukt.
Wat erop had moeten volgen, zoals het versturen, is dus ook niet gebeurd.

{lines}

Wat te doen: herstel wat er bij de reden staat, bijvoorbeeld met een nieuwe import van de gegevens. Spoorboek probeert
het daarna vanzelf; meteen kan ook, met `spoorboek reconcile`. Over dezelfde storing volgt geen tweede mail.
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
            _tell_casemanagers(writing, [each for each in untold if each[1].reason.startswith(NOT_DONE)])
        return len(untold)


def _tell_casemanagers(writing: Session, stuck: Sequence[tuple[Case, WakeTrouble]]) -> None:
    """Mail each casemanager which of their cases something cannot be made for, and why, in one mail."""
    on = clock.today()
    by_person: dict[Addressee, list[tuple[Case, WakeTrouble]]] = {}
    for case, trouble in stuck:
        if to := addressee_in_role(writing, case, CASE_MANAGER, on):  # without one operations alone hears it
            by_person.setdefault(to, []).append((case, trouble))
    for to, own in by_person.items():
        body = CASEMANAGER_BODY.format(lines="\n".join(_line(case, trouble) for case, trouble in own))
        text = MailText(CASEMANAGER_SUBJECT.format(count=len(own)), body)
        about = [f"{case.number} {trouble.since.isoformat()}" for case, trouble in own]
        queue_operations_mail(writing, f"loopt-vast-{to.code}", about, text, on, to, CASE_MANAGER)


def _line(case: Case, trouble: WakeTrouble) -> str:
    return f"- {case.number}: {trouble.reason}"
