"""Log in with an account elsewhere: who somebody is there, bound to an account by whom it is for, and nothing else.

An account is found by issuer and subject alone, never by an address: that can be given to another, there or here.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.accounts.account_links import link_of_digest, use_links
from models.accounts.accounts import note_act, set_person
from models.accounts.logging_in import enter
from models.accounts.sessions import end_sessions_of, new_token, token_digest
from models.identity.identities import keyed_hash
from models.tables import Account, OutsideSession, PendingLogin
from models.tables.account_tables import INVITATION
from spoorboek.errors import InputError

BOUND = "elders gekoppeld"
GOES_ON_FOR = timedelta(minutes=10)  # to log in elsewhere
LONGEST_SUBJECT = 255  # characters; OpenID Connect Core 1.0, section 2, `sub`


class OutsidePerson(NamedTuple):
    """Who logged in elsewhere: at which provider, as whom, and what it gave as proof."""

    issuer: str
    subject: str
    id_token: str


class Purpose(NamedTuple):
    """What a login elsewhere is for: to go on to a page, or to bind who logs in to an account.

    `account_id`: of the account to bind; `link`: the hash of the invitation that allows it, None for who is logged in.
    `name` and `email`: of the first administrator, whose account has neither.
    """

    way: str = ""
    account_id: int | None = None
    link: bytes | None = None
    name: str | None = None
    email: str | None = None


class BegunLogin(NamedTuple):
    """What the provider is sent: the state it sends back, what its answer must hold, and the secret of the code."""

    state: str
    nonce: str
    verifier: str


def begin_outside_login(writing: Session, browser: str, purpose: Purpose, now: datetime) -> BegunLogin:
    """Keep a login that goes on elsewhere, for the browser with this token alone; of each browser the last counts."""
    gone = (col(PendingLogin.ends_at) <= now) | (col(PendingLogin.browser) == token_digest(browser))
    writing.execute(delete(PendingLogin).where(gone))
    begun = BegunLogin(new_token(), new_token(), new_token())
    row = PendingLogin(
        **purpose._asdict(),
        ends_at=now + GOES_ON_FOR,
        state=token_digest(begun.state),
        browser=token_digest(browser),
        nonce=begun.nonce,
        verifier=begun.verifier,
    )
    writing.add(row)
    writing.flush()
    return begun


def use_outside_login(writing: Session, state: str, browser: str, now: datetime) -> PendingLogin | None:
    """Return the login somebody comes back from, once; None for one that is over, or of another browser."""
    query = select(PendingLogin).where(
        col(PendingLogin.state) == token_digest(state), col(PendingLogin.browser) == token_digest(browser)
    )
    found = writing.exec(query.with_for_update()).one_or_none()
    if found is None:
        return None
    writing.delete(found)
    writing.flush()
    return found if now < found.ends_at else None


def account_of_person(reading: Session, person: OutsidePerson) -> Account | None:
    """Return the account that is bound to somebody; None for who has none, or a closed one."""
    query = select(Account).where(col(Account.identity_hash) == _identity_hash(reading, person))
    return reading.exec(query.where(col(Account.active))).one_or_none()


def bind_person(writing: Session, pending: PendingLogin, person: OutsidePerson, now: datetime) -> Account:
    """Bind who logged in to the account of a login; its sessions and links end.

    Raises InputError when the invitation works no more, or the person has an account already.
    """
    if pending.link is not None and link_of_digest(writing, pending.link, INVITATION, now) is None:
        raise InputError("De uitnodiging is intussen gebruikt, of te oud. Vraag de beheerder om een nieuwe.")
    account = writing.get_one(Account, pending.account_id, with_for_update=True)
    if not account.active:
        raise InputError("Dit account van Spoorboek is gesloten.")
    hashed = _identity_hash(writing, person)
    other = writing.exec(select(Account).where(col(Account.identity_hash) == hashed)).one_or_none()
    if other is not None and other.id != account.id:
        raise InputError("Wie u daar bent, is al gekoppeld aan een ander account van Spoorboek.")
    if account.email is None:
        set_person(writing, account, pending.name or "", pending.email or "")
    account.identity_hash, account.identity_issuer = hashed, person.issuer
    writing.add(account)
    end_sessions_of(writing, account)
    use_links(writing, account)
    note_act(writing, account, BOUND, account.code, {"aanbieder": person.issuer})
    return account


def enter_from_outside(writing: Session, account: Account, person: OutsidePerson, now: datetime) -> str:
    """Begin a session of somebody who logged in elsewhere, and return its token."""
    token = enter(writing, account, now)
    writing.add(OutsideSession(digest=token_digest(token), id_token=person.id_token))
    writing.flush()
    return token


def outside_proof(reading: Session, token: str) -> str | None:
    """Return what the provider gave when the session of a token began there; None for one that began with us."""
    query = select(OutsideSession).where(col(OutsideSession.digest) == token_digest(token))
    found = reading.exec(query).one_or_none()
    return found.id_token if found else None


def _identity_hash(reading: Session, person: OutsidePerson) -> str:
    return keyed_hash(reading, "elders", person.issuer, person.subject)
