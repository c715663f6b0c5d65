"""Mail about accounts of the desk. The subject names nobody, and no mail holds a password."""

from datetime import date

from templates.mail_texts import MailText
from templates.plain_text import wrap_text
from templates.render import render


def invitation_text(name: str, link: str, days: int, today: date) -> MailText:
    """Write that somebody can begin with an account: by which link, and for how many days it works."""
    body = render("mail/account_uitnodiging.txt", name=name, link=link, days=days, today=today)
    return MailText("Spoorboek: begin met uw account", wrap_text(body))


def password_reset_text(name: str, link: str, minutes: int, today: date) -> MailText:
    """Write by which link somebody chooses another password, and for how many minutes it works."""
    body = render("mail/account_herstel.txt", name=name, link=link, minutes=minutes, today=today)
    return MailText("Spoorboek: een nieuw wachtwoord kiezen", wrap_text(body))


def account_news_text(name: str, news: str, today: date) -> MailText:
    """Write what happened with an account, to whom it belongs: somebody else may have done it."""
    body = render("mail/account_nieuws.txt", name=name, news=news, today=today)
    return MailText("Spoorboek: er is iets met uw account gebeurd", wrap_text(body))
