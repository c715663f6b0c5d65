"""Links to accounts, and the mails they go in; a link is in a mail or on a screen, and nowhere else."""

from datetime import datetime

from sqlmodel import Session

from models.accounts.account_links import VALID_FOR, make_link, may_have_another
from models.accounts.accounts import INVITED, RESET_ASKED, find_by_address, note_act
from models.addressees import Addressee
from models.tables import Account
from models.tables.account_tables import INVITATION, PASSWORD_RESET
from spoorboek.settings import settings
from tasks.outbox.operations_mail import queue_account_mail
from templates.account_texts import account_news_text, invitation_text, password_reset_text

PATHS = {INVITATION: "/begin", PASSWORD_RESET: "/wachtwoord"}


def invitation_link(writing: Session, account: Account, actor: str, now: datetime) -> str:
    """Make the link by which somebody begins with an account, and return it; an earlier one works no more."""
    note_act(writing, account, INVITED, actor)
    return _address(INVITATION, make_link(writing, account, INVITATION, now))


def mail_invitation(writing: Session, account: Account, actor: str, now: datetime) -> None:
    """Mail somebody the link to begin with."""
    link = invitation_link(writing, account, actor, now)
    text = invitation_text(account.name or "", link, VALID_FOR[INVITATION].days, now.date())
    queue_account_mail(writing, _addressee(account), text)


def mail_password_reset(writing: Session, email: str, now: datetime) -> None:
    """Mail the link to choose another password to whom an address belongs; nothing when it belongs to nobody.

    At most three an hour, so that nobody's mailbox is flooded.
    """
    account = find_by_address(writing, email)
    if account is None:
        return
    writing.refresh(account, with_for_update=True)  # so that of several requests at once each counts the others
    if not account.active or account.totp_secret is None:
        return
    if not may_have_another(writing, account, PASSWORD_RESET, now):
        return
    link = _address(PASSWORD_RESET, make_link(writing, account, PASSWORD_RESET, now))
    note_act(writing, account, RESET_ASKED, account.code)
    minutes = round(VALID_FOR[PASSWORD_RESET].total_seconds() / 60)
    queue_account_mail(writing, _addressee(account), password_reset_text(account.name or "", link, minutes, now.date()))


def mail_news(writing: Session, account: Account, news: str, now: datetime) -> None:
    """Tell somebody what happened with the account."""
    if account.email:
        queue_account_mail(writing, _addressee(account), account_news_text(account.name or "", news, now.date()))


def _address(kind: str, token: str) -> str:
    return f"{settings().desk_origins[0]}{PATHS[kind]}/{token}"


def _addressee(account: Account) -> Addressee:
    return Addressee(account.name or "", account.email or "", account.code)
