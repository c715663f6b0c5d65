"""Who begins: the first administrator, by a link that works once and stands on a screen alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.accounts.account_links import VALID_FOR
from models.accounts.account_roles import AccountRole
from models.accounts.accounts import free_code, has_administrator, make_account
from models.connection import session
from models.operators import SEEDED_BY
from models.tables import Account
from models.tables.account_tables import INVITATION
from spoorboek import clock
from spoorboek.desk.account_mail import invitation_link
from spoorboek.desk.permissions import account_scope
from spoorboek.errors import InputError
from spoorboek.platform.port import await_listener
from spoorboek.settings import Settings

STARTS_WITHIN = 10.0  # seconds; a slow machine takes longer, and nobody has to wait for it
BEGIN_COMMAND = "spoorboek desk begin"


def desk_lines(configuration: Settings, is_terminal: bool) -> Sequence[str]:
    """Return what `up` says of the desk: where it is and, on a terminal, how the first administrator begins."""
    if not configuration.desk_port:
        return ["Werkplek: uit (SPOORBOEK_DESK_PORT=0)"]
    where = f"Werkplek, voor wie aan zaken werkt: {configuration.desk_origins[0]}"
    if not await_listener(configuration.desk_port, configuration.desk_host, STARTS_WITHIN):
        where += " (start nog)"
    with session() as writing:
        if has_administrator(writing):
            return [where]
        if not is_terminal:
            return [where, f"  Nog niemand beheert de werkplek; maak een eerste beheerder met `{BEGIN_COMMAND}`"]
        return [where, f"  {first_link_text(writing, clock.now())}"]


def first_link_text(writing: Session, now: datetime) -> str:
    """Make the link for the first administrator, whose name and address are asked there, and return what to say.

    Each call makes the link of before useless. Raises InputError once somebody manages the accounts.
    """
    if has_administrator(writing):
        raise InputError(
            "Er is al een beheerder. Die nodigt anderen uit, op de werkplek of met `spoorboek desk invite`."
        )
    nameless = select(Account).where(col(Account.active), col(Account.email_hash).is_(None)).limit(1)
    account = writing.exec(nameless).first()
    if account is None:
        scope = account_scope([AccountRole.ADMINISTRATOR])
        account = make_account(writing, free_code(writing, AccountRole.ADMINISTRATOR), "", "", scope, SEEDED_BY)
    link = invitation_link(writing, account, SEEDED_BY, now)
    return f"De eerste beheerder begint hier (één keer, {VALID_FOR[INVITATION].days} dagen lang): {link}"
