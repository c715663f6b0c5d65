"""The commands `spoorboek desk …`: the first administrator, invitations, roles, closing."""

import json
import re
import socket
from collections.abc import Callable

from sqlmodel import Session, select
from support.command_in_process import Said
from support.desk_site import link_in_mail

from models.accounts.accounts import begin_account
from models.operators import operator_codes
from models.tables import Account, AccountLink, Case
from spoorboek.desk.first_account import desk_lines
from spoorboek.settings import Settings

Typed = Callable[..., Said]
BY = ("--door", "operator-1")
WHO = ("--name", "Anna de Wit", "--mail", "anna@bakkerij.example")


def listed(typed: Typed) -> dict[str, tuple[str, str]]:
    """Return roles and stand of each account, as a script reads it."""
    rows = json.loads(typed("desk", "list", "--format", "json").out)
    return {row["code"]: (row["rollen"], row["stand"]) for row in rows}


def test_the_first_administrator_begins_once(typed: Typed, session: Session) -> None:
    """Each link makes the earlier one useless; once somebody manages the accounts there is none any more."""
    links = [re.findall(r"\S+/begin/\S+", typed("desk", "begin").out) for _ in range(2)]
    assert len(links[0]) == len(links[1]) == 1
    assert links[0] != links[1]
    assert len(session.exec(select(AccountLink)).all()) == 1
    with socket.create_server(("127.0.0.1", 0)) as listening:
        _is_told_on_a_screen_alone(session, Settings(desk_port=listening.getsockname()[1]))
    refused = typed("desk", "begin")
    assert (refused.code, "al een beheerder" in refused.err) == (2, True)
    assert listed(typed) == {"beheer-1": ("beheer", "kan zich aanmelden")}


def _is_told_on_a_screen_alone(session: Session, configuration: Settings) -> None:
    where = f"Werkplek, voor wie aan zaken werkt: http://127.0.0.1:{configuration.desk_port}"
    said = desk_lines(configuration, False)
    assert said[0] == where
    assert not [line for line in said if "/begin/" in line]  # into a log it is never written
    assert "/begin/" in desk_lines(configuration, True)[1]
    account = session.exec(select(Account)).one()
    begin_account(session, account, "een lange zin met woorden", "A" * 32, 1)
    session.commit()
    assert desk_lines(configuration, True) == [where]


def test_somebody_is_invited_changed_and_closed(typed: Typed, session: Session, make_case: Callable[..., Case]) -> None:
    """By who is an operator; an operator of before keeps the code; what is unknown is refused with what is meant."""
    make_case()
    roles = ("--role", "casemanager")
    assert typed("desk", "invite", "--door", "wie-dan-ook", *roles, *WHO).code == 2
    unknown = typed("desk", "invite", *BY, *roles, *WHO, "--employer", "bakkerei")
    assert (unknown.code, "bakkerij" in unknown.err) == (2, True)
    assert listed(typed) == {}
    invited = typed("desk", "invite", *BY, *roles, *WHO, "--employer", "bakkerij", "--code", "operator-2")
    assert (invited.code, "operator-2" in invited.out) == (0, True)
    assert "/begin/" not in invited.out
    assert link_in_mail(session).startswith("/begin/")
    assert typed("desk", "again", "operator-2", *BY).code == 0
    assert typed("desk", "roles", "operator-2", *BY, "--role", "auditor", "--all-employers").code == 0
    assert "operator-2" not in operator_codes(session)
    assert typed("desk", "close", "operator-2", *BY).code == 0
    assert listed(typed) == {"operator-2": ("auditor", "gesloten")}
    assert typed("desk", "again", "operator-2", *BY).code == 2
    assert typed("desk", "close", "niemand-1", *BY).code == 2
