"""A newer edition that came with the product: told once, to whoever looks first and to operations by mail."""

from datetime import date

import pytest
from sqlmodel import Session, select
from support.homes.older_editions import edition_before_the_corrections, old_text

from models.edition_history import EditionTexts, put_edition_in_force
from models.tables import EditionInForce, Message
from spoorboek.statute.editions.edition import Edition, EditionNames, shipped_edition
from tasks.outbox import edition_news
from tasks.outbox.edition_news import tell_waiting_edition, waiting_edition

ON = date(2026, 11, 29)


def newer(rules: str) -> Edition:
    """Return the edition of a product with newer rules."""
    edition = Edition(shipped_edition().rules, shipped_edition().house)
    edition.rules = _Renamed(rules)  # type: ignore[assignment]
    return edition


class _Renamed:
    def __init__(self, version: str) -> None:
        self.version = version


def queued(session: Session) -> list[Message]:
    """List the mails that wait."""
    return list(session.exec(select(Message)))


def test_nothing_waits_where_the_edition_of_the_product_is_in_force(session: Session) -> None:
    """A new installation runs on it from the start."""
    assert waiting_edition(session) is None
    assert tell_waiting_edition(session) == ""
    assert queued(session) == []


def test_an_edition_that_waits_is_told_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with both commands, one mail; not again at the next start, nor on another day; a newer one anew."""
    monkeypatch.setattr(edition_news, "shipped_edition", lambda: newer("2027-01-01"))
    line = tell_waiting_edition(session)
    assert "nieuwere regels mee (2027-01-01, huisbeleid " in line
    assert "`spoorboek rules diff`" in line
    assert "`spoorboek rules apply --door OPERATOR`" in line
    assert "\n" not in line
    monkeypatch.setattr(edition_news, "today", lambda: date(2027, 5, 1))
    assert tell_waiting_edition(session) == ""
    (mail,) = queued(session)
    assert mail.subject == "Spoorboek: nieuwere regels wachten op toepassing"
    assert "`spoorboek rules diff`" in " ".join(mail.body.split())
    monkeypatch.setattr(edition_news, "shipped_edition", lambda: newer("2027-07-01"))
    assert "2027-07-01" in tell_waiting_edition(session)
    assert len(queued(session)) == 2


def test_rules_of_the_house_that_were_applied_later_do_not_make_it_wait(session: Session) -> None:
    """What was in force once was looked at; the house chose otherwise since."""
    texts = EditionTexts(old_text("rules"), old_text("house"))
    put_edition_in_force(session, edition_before_the_corrections(), texts, ON, "operator-1")
    assert session.exec(select(EditionInForce)).all()[-1].rules == EditionNames("2026-11-22", "2026.2").rules
    assert tell_waiting_edition(session) == ""
