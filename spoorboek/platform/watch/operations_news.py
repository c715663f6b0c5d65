"""Tell operations by mail what stands still, at once and without Prefect or a database.

A mail server may be slow or gone too, so the mail is sent beside the watch, and again until it is taken.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Thread

from flows.watch.troubles import WORKERS_WORK, Part, Trouble
from models.tables import SENT
from spoorboek.errors import PlatformError
from spoorboek.platform.watch.register import Register
from spoorboek.settings import Settings
from tasks.outbox.anchor_mail import mail_operations
from templates.operations_texts import standstill_text

RETRY_SECONDS = 60.0
ID_DIGITS = 12


class OperationsNews:
    """What operations is told. `complain`: called with what keeps a mail from being sent, in Dutch.

    `mends`: whether who tells this also mends it, as `spoorboek up` does.
    """

    def __init__(
        self, configuration: Settings, register: Register, complain: Callable[[str], None], *, mends: bool = True
    ) -> None:
        self._configuration, self._register, self._complain = configuration, register, complain
        self._mends = mends
        self._sender: Thread | None = None
        self._sent: list[str] = []
        self._not_before = 0.0

    def tell_of(self, troubles: Sequence[Trouble], now: datetime) -> None:
        """Mail the troubles operations does not know of, in one mail; those it could not be told come the next time."""
        if self._sender and self._sender.is_alive():
            return
        self._register.mark_told(self._sent, now)
        self._sent = []
        if time.monotonic() < self._not_before or not (untold := self._register.untold(troubles, now)):
            return
        lines = [(trouble.text, self._outlook(trouble)) for trouble in untold]
        self._sender = Thread(target=self._send, args=(untold, lines, now), daemon=True)
        self._sender.start()

    def _send(self, troubles: Sequence[Trouble], lines: Sequence[tuple[str, str]], now: datetime) -> None:
        text = standstill_text(lines, now)
        digest = sha256(f"{now.isoformat()} {[trouble.key for trouble in troubles]}".encode()).hexdigest()[:ID_DIGITS]
        try:
            delivery = mail_operations(f"stilstand.{now.date().isoformat()}.{digest}", text.subject, text.body)
            problem = "" if delivery.status == SENT else delivery.error
        except (PlatformError, OSError) as error:
            problem = str(error) if isinstance(error, PlatformError) else type(error).__name__
        if problem:
            self._not_before = time.monotonic() + RETRY_SECONDS
            self._complain(f"De mail aan operatie is niet verstuurd ({problem}); dat wordt opnieuw geprobeerd.")
        else:
            self._sent = [trouble.key for trouble in troubles]

    def _outlook(self, trouble: Trouble) -> str:
        """Say what will happen, or has to."""
        minutes = self._configuration.resume_minutes
        match trouble.part:
            case Part.SWITCHED_OFF if minutes < 0:
                return "Dit gaat niet vanzelf weer aan; zet het in Prefect weer aan."
            case Part.SWITCHED_OFF:
                at = self._register.since(trouble.key) + timedelta(minutes=minutes)
                return f"Spoorboek zet dit om {at:%H:%M} vanzelf weer aan."
            case Part.DATABASE | Part.SERVER | Part.WORKER | Part.WORK if not self._mends:
                return (
                    "Wat stopt, wordt opnieuw gestart door wie de processen start; blijft dit, dan moet iemand kijken."
                )
            case Part.WORK if trouble.key in WORKERS_WORK:
                return "Spoorboek herstart de worker als er geen andere oorzaak is; kijk of dat hielp."
            case Part.RECORD | Part.WORK:
                return "Dit gaat niet vanzelf over: iemand moet ernaar kijken."
        return "Spoorboek herstelt dit nu zelf; `spoorboek watch --once` zegt of dat lukte."
