"""Mail that came back: read from a folder or an IMAP server, matched to the mail it is about, moved, never deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session
from support.mail_server import DROP, Post
from support.mailboxes.imap_server import ImapServer
from support.mailboxes.returned_mail import FAILED, NO_REPORT, NOT_FAILED, OURS
from support.outbox_samples import later, queue, reread

from models.ledger.checks import ledger_findings
from models.tables import BOUNCED, REFUSED, SENT, WAITING, Case, Message, Restore
from spoorboek import clock
from tasks.outbox import returned_mail
from tasks.outbox.mail_history import mail_history
from tasks.outbox.mail_queue import SendRound, send_due
from tasks.outbox.mail_trouble import report_undelivered
from tasks.outbox.resending import send_again
from tasks.outbox.return_box import OTHERS, REPORTS
from tasks.outbox.returned_mail import ReturnRound, read_returned_mail
from tasks.outbox.undelivered import mark_delivered, undelivered_mail

MakeCase = Callable[..., Case]
BOUNCE = FAILED["postfix"][0]


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Set that mail comes back to a folder."""
    (tmp_path / "retour").mkdir()
    monkeypatch.setenv("SPOORBOEK_RETURNS", str(tmp_path / "retour"))
    fresh()
    return tmp_path / "retour"


@pytest.fixture
def sent(session: Session, make_case: MakeCase, post: Post, box: Path) -> Message:
    """Send a mail."""
    message = queue(session, make_case())
    assert send_due() == SendRound(delivered=1)
    return message


def about(message: Message, text: str = BOUNCE) -> str:
    """Let a report be about a mail."""
    return text.replace(OURS, message.message_id)


def come_back(box: Path, *mails: str) -> None:
    """Put mails in the folder, as a mail program exports them."""
    for mail in mails:
        (box / f"{len(list(box.rglob('*.eml')))}.eml").write_text(mail)


def names(folder: Path) -> list[str]:
    """List the files of a folder."""
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("kind", FAILED)
def test_a_mail_that_comes_back_did_not_arrive(session: Session, sent: Message, box: Path, kind: str) -> None:
    """Whatever program wrote it: the mail is known not to have arrived, people hear, and the report is kept."""
    text, codes = FAILED[kind]
    come_back(box, about(sent, text))
    assert read_returned_mail() == ReturnRound(returned=1)
    row = reread(session, sent)
    assert (row.status, row.last_error) == (BOUNCED, f"teruggestuurd: {codes}")
    assert [mail.id for mail in undelivered_mail(session)] == [sent.id]
    assert len(report_undelivered()) == 1
    assert names(box / REPORTS) == ["0.eml"]
    assert names(box) == [REPORTS]
    assert list(ledger_findings(session)) == []
    assert mail_history(session, row.case_id or 0)[0].outcome.startswith("teruggekomen: ")
    assert send_due(later(9999)).delivered <= 1  # what tells of it; the mail itself never goes by itself


def test_what_is_no_failure_changes_nothing_and_is_moved(session: Session, sent: Message, box: Path) -> None:
    """Late, arrived, an answer, an absence, noise, a mail of somebody else: reports apart from all else."""
    come_back(box, *(about(sent, text) for text in NOT_FAILED.values()), *(about(sent, x) for x in NO_REPORT.values()))
    come_back(box, BOUNCE)
    assert read_returned_mail() == ReturnRound(others=len(NO_REPORT))
    assert reread(session, sent).status == SENT
    assert (len(names(box / REPORTS)), len(names(box / OTHERS))) == (len(NOT_FAILED) + 1, len(NO_REPORT))
    assert read_returned_mail() == ReturnRound()


def test_a_report_that_comes_twice_counts_once(session: Session, sent: Message, box: Path) -> None:
    """And one that comes after somebody settled it changes nothing: a person knows better."""
    come_back(box, about(sent), about(sent))
    assert read_returned_mail() == ReturnRound(returned=1)
    mark_delivered(session, sent.id, "operator-1")
    session.commit()
    come_back(box, about(sent))
    assert read_returned_mail() == ReturnRound()
    assert reread(session, sent).status == SENT


def test_a_mail_that_came_back_is_sent_again_as_another(session: Session, sent: Message, box: Path, post: Post) -> None:
    """A second report about the first says nothing of the second."""
    come_back(box, about(sent))
    read_returned_mail()
    send_again(session, sent.id, "operator-1")
    session.commit()
    assert send_due() == SendRound(delivered=1)
    come_back(box, about(sent))
    assert read_returned_mail() == ReturnRound()
    assert undelivered_mail(session) == []
    assert len(set(post.ids())) == 2
    assert list(ledger_findings(session)) == []


def test_what_may_have_arrived_and_comes_back_did_not(
    session: Session, make_case: MakeCase, post: Post, box: Path
) -> None:
    """A mail without an answer, still tried or given up, is known not to have arrived; one refused stays refused."""
    tried, given_up = (queue(session, make_case()) for _ in range(2))
    post.office.data_answers = [DROP]
    assert send_due().postponed == 1
    post.office.data_answers = [DROP] * 6
    for hours in (2, 4, 6, 8, 10):
        send_due(later(61 * hours))
    assert {reread(session, message).status for message in (tried, given_up)} <= {REFUSED, WAITING}
    come_back(box, about(tried), about(given_up))
    assert read_returned_mail() == ReturnRound(returned=2)
    assert reread(session, given_up).status == BOUNCED
    come_back(box, about(given_up))
    assert read_returned_mail() == ReturnRound()


def test_after_a_restore_what_was_read_is_read_again(session: Session, sent: Message, box: Path) -> None:
    """The record of the backup does not know what came back since; the reports do, once for each restore."""
    come_back(box, about(sent))
    assert read_returned_mail().returned == 1
    row = reread(session, sent)
    row.status, row.last_error = SENT, None
    from models.ledger.entries import record_outcome

    record_outcome(session, row.case_id, row.id, SENT)
    on = clock.today()
    session.add_all([row, Restore(backup_at=clock.now(), from_day=on, until_day=on, actor="operator-1")])
    session.commit()
    returned_mail._read_again.clear()
    assert read_returned_mail() == ReturnRound(returned=1)
    assert read_returned_mail() == ReturnRound()
    assert reread(session, sent).status == BOUNCED


def test_a_maildir_is_read_as_mail_programs_keep_it(
    session: Session, sent: Message, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New mail and mail somebody looked at; what was read goes to a folder of the maildir."""
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir()
    (box / "new" / "1.M1.host").write_text(about(sent))
    (box / "cur" / "2.M2.host:2,S").write_text(NO_REPORT["an answer"])
    (box / "tmp" / "3.M3.host").write_text(about(sent))
    (box / "new" / "link").symlink_to(box / "tmp" / "3.M3.host")
    assert read_returned_mail() == ReturnRound(returned=1, others=1)
    assert names(box / f".{REPORTS}" / "cur") == ["1.M1.host"]
    assert names(box / f".{OTHERS}" / "cur") == ["2.M2.host:2,S"]
    assert names(box / "tmp") == ["3.M3.host"]


def test_two_files_of_one_name_are_both_kept(session: Session, sent: Message, box: Path) -> None:
    """Nothing that was read before is overwritten."""
    for text in (BOUNCE, about(sent)):
        (box / "mail.EML").write_text(text)
        read_returned_mail()
    assert names(box / REPORTS) == ["mail-2.EML", "mail.EML"]


def test_a_box_that_cannot_be_read_is_said_in_dutch(
    session: Session, sent: Message, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None], box: Path
) -> None:
    """One line with what to look at, nothing raised; no box at all is no trouble."""
    monkeypatch.setenv("SPOORBOEK_RETURNS", str(box / "weg"))
    fresh()
    assert "bestaat niet" in str(read_returned_mail().trouble)
    monkeypatch.delenv("SPOORBOEK_RETURNS")
    monkeypatch.setenv("SPOORBOEK_IMAP_HOST", "127.0.0.1")
    monkeypatch.setenv("SPOORBOEK_IMAP_PORT", "1")
    fresh()
    assert "is niet te lezen (ConnectionRefusedError)" in str(read_returned_mail().trouble)
    monkeypatch.delenv("SPOORBOEK_IMAP_HOST")
    fresh()
    assert read_returned_mail() == ReturnRound()


def test_a_mailbox_on_an_imap_server(
    session: Session, sent: Message, imap: ImapServer, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]
) -> None:
    """A real one, over TLS: reports to one folder, all else to another, nothing deleted; again after a restore."""
    monkeypatch.delenv("SPOORBOEK_RETURNS")
    fresh()
    imap.deliver(about(sent), about(sent, NO_REPORT["out of office"]), NOT_FAILED["delayed"])
    assert read_returned_mail() == ReturnRound(returned=1, others=1)
    assert reread(session, sent).status == BOUNCED
    assert (imap.ids("INBOX"), imap.ids(REPORTS), imap.ids(OTHERS)) == (0, 2, 1)
    assert read_returned_mail() == ReturnRound()
    on = clock.today()
    session.add(Restore(backup_at=clock.now(), from_day=on, until_day=on, actor="operator-1"))
    session.commit()
    returned_mail._read_again.clear()
    assert read_returned_mail() == ReturnRound()  # read again, and nothing new in it
    assert (imap.ids("INBOX"), imap.ids(REPORTS), imap.ids(OTHERS)) == (0, 2, 1)
    monkeypatch.setenv("SPOORBOEK_IMAP_PASSWORD", "fout")
    fresh()
    told = str(read_returned_mail().trouble)
    assert "(MailboxLoginError)" in told
    assert "fout" not in told
