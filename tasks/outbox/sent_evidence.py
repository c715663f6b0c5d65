"""Evidence that a mail was sent before a restore: a file in the folder for mail, or a line in a log of the server."""

import gzip
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from spoorboek.errors import InputError
from spoorboek.outside.files import reason_of
from spoorboek.settings import settings
from tasks.outbox.digest_list import noted_digests
from tasks.outbox.held_mail import FOLLOWS, IN_OUTBOX, LOST_TIME, WHY_CALLED_BACK, HeldMail
from tasks.outbox.message_ids import DIGEST
from tasks.outbox.transport import mail_file_name

OWN_MESSAGE_ID = re.compile(rb"(?:Z-[0-9A-Z]{5}|%b)\.[0-9a-f]{16}@[\w.-]+" % DIGEST.encode())
IN_FOLDER = "ligt in de map voor mail"
IN_LOG = "staat in het logboek van de mailserver"
WHY_HELD = {
    LOST_TIME: "waarschijnlijk al verstuurd",
    IN_OUTBOX: "stond klaar bij de reservekopie, waarschijnlijk al verstuurd",
    **WHY_CALLED_BACK,
    FOLLOWS: "volgt op aangehouden post van dezelfde stap; gaat vanzelf mee",
}


def sent_evidence(message_ids: Iterable[str], logged: Collection[str] = ()) -> dict[str, str]:
    """Return where each of these mails was found, in Dutch; those that were found nowhere are left out.

    `logged`: the Message-IDs of `read_mail_log`. A mail that went in a digest is found where that is.
    """
    folder, digests, found = settings().mail_folder, noted_digests(settings().home), {}
    for message_id in message_ids:
        went_as = {message_id, *digests.get(message_id, ())}
        if went_as.intersection(logged):
            found[message_id] = IN_LOG
        elif any((folder / mail_file_name(each)).is_file() for each in went_as):
            found[message_id] = IN_FOLDER
    return found


def read_mail_log(path: Path) -> set[str]:
    """Return our Message-IDs in a log of a mail server, plain or gzip; InputError when it cannot be read."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            return {f"<{found.decode()}>" for line in lines for found in OWN_MESSAGE_ID.findall(line)}
    except (OSError, EOFError) as error:
        reason = reason_of(error) if getattr(error, "errno", None) else "geen goed gzip-bestand"
        raise InputError(
            f"Het logboek {path} is niet te lezen ({reason}). Geef het pad van een leesbaar logboek."
        ) from None


def why_held(mail: HeldMail, found: Mapping[str, str]) -> str:
    """Say in Dutch why a mail is held, and where it was found (see `sent_evidence`)."""
    where = found.get(mail.message_id)
    return WHY_HELD[mail.because] + (f": {where}" if where else "")
