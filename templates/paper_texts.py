"""Mails about papers that came in: what was not taken and why, never what a paper says."""

from datetime import date

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render


def not_taken_text(number: str, said: str, recipient: str, today: date) -> MailText:
    """Write that a paper was not taken; `said`: why, and what to do, in Dutch."""
    values = {"number": number, "said": said, "recipient": recipient, "today": today}
    body = render("mail/stuk_niet_aangenomen.txt", **values, instead_of=None, desk_url=None)
    return MailText(f"{number} · een stuk is niet aangenomen", wrap_text(body))


def unplaced_text(count: int, today: date) -> MailText:
    """Write to operations how many files in the folder nobody can place."""
    files = "1 bestand" if count == 1 else f"{count} bestanden"
    return MailText(
        f"Spoorboek: {files} in de inbox niet te plaatsen",
        wrap_text(render("mail/niet_geplaatst.txt", count=count, today=today)),
    )


def with_paper_code(text: MailText, code: str) -> MailText:
    """Return a mail with a form, with the code to send it back with in its subject, and below it how."""
    said = render("mail/zo_stuurt_u_terug.txt", code=code)
    return MailText(f"{text.subject} · {code}", f"{text.body.rstrip()}\n\n{wrap_text(said)}")
