"""What the dossier says of mail: what waits for a person on top, and at the end what became of each."""

from collections.abc import Iterable, Iterator, Sequence

from models.tables import BOUNCED, WAITING
from tasks.case_state import CaseState
from tasks.outbox.held_mail import HeldMail
from tasks.outbox.mail_history import MadeMail
from tasks.outbox.sent_evidence import sent_evidence, why_held
from tasks.outbox.server_replies import reason_in_words
from tasks.outbox.undelivered import UndeliveredMail
from tasks.views.form_links import Forms, form_link
from tasks.views.markdown_words import markdown_words
from tasks.views.page_tables import page_table, short_day

MAILS = 40  # the newest; all of them are in the JSON
MAIL_ACTION = "Post afhandelen"
UNDELIVERED_TITLE = "Niet bezorgde post"
UNDELIVERED_HINT = (
    "Klopt het adres niet: verbeter het in het importbestand en kies *Stap opnieuw uitvoeren*, *herstel*; wat niet "
    "aankwam, gaat dan nog eens (bij *geen adres*: *opnieuw*). Vraag bij *mogelijk al bezorgd* na of zij aankwam. "
    "Eén mail nog eens, anders bezorgd of toch aangekomen: *Post afhandelen*, of `spoorboek mail` met het nummer."
)
MAIL_TITLE = "Post"
MAIL_HINT = "Stand toen dit dossier werd bijgewerkt. Wat niet aankomt, komt vanzelf bovenaan te staan."
HELD_TITLE = "Aangehouden post"
HELD_HINT = (
    "Deze post is teruggeroepen, of aangehouden na het terugzetten van een reservekopie, en wacht op een besluit: "
    "vrijgeven, of aanmerken als al verstuurd. "
    "Dat kan op de werkplek, en met `spoorboek mail held`, `mail release` en `mail sent`."
)


def mail_for_a_person(
    current: CaseState, forms: Forms, undelivered: Sequence[UndeliveredMail], held: Sequence[HeldMail]
) -> Iterator[str]:
    """Yield the parts about mail that did not arrive, and about mail that waits after a restore; none without any."""
    if undelivered:
        yield from (f"## {UNDELIVERED_TITLE}", UNDELIVERED_HINT, _undelivered_table(current, undelivered, forms))
    if held:
        yield from (f"## {HELD_TITLE}", HELD_HINT, _held_table(current, held))


def all_mail(current: CaseState, mails: Sequence[MadeMail]) -> Iterator[str]:
    """Yield the part with every mail and what became of it; none without any."""
    if mails:
        yield from (f"## {MAIL_TITLE}", MAIL_HINT, _mail_table(current, mails))


def _undelivered_table(current: CaseState, undelivered: Iterable[UndeliveredMail], forms: Forms) -> str:
    """Return a table of the mails that did not arrive, each with a link to settle it where its form is known."""
    roles, form = current.edition.house.roles, forms.get(MAIL_ACTION)
    rows = []
    for mail in undelivered:
        words = mail.subject, roles.get(mail.role, mail.role), _why_undelivered(mail)
        link = form_link("afhandelen", form or "", {"zaaknummer": current.number, "mail": mail.id})
        offer = [link if mail.needs_person else ""] if form else []
        rows.append([str(mail.id), *map(markdown_words, words), *offer])
    return page_table(("nr", "mail", "aan", "waarom", *([""] if form else [])), rows)


def _why_undelivered(mail: UndeliveredMail) -> str:
    again = "wordt nog geprobeerd: " if mail.status == WAITING and mail.attempts else ""
    returned = "teruggekomen: " if mail.status == BOUNCED else ""
    return f"{again}{returned}{reason_in_words(mail.error)}"


def _held_table(current: CaseState, held: Sequence[HeldMail]) -> str:
    roles, found = current.edition.house.roles, sent_evidence(mail.message_id for mail in held)
    rows = [(mail.subject, roles.get(mail.role, mail.role), short_day(mail.on), why_held(mail, found)) for mail in held]
    return page_table(("mail", "aan", "dag", "waarom"), rows)


def _mail_table(current: CaseState, mails: Sequence[MadeMail]) -> str:
    roles, rows = current.edition.house.roles, []
    for mail in reversed(mails[-MAILS:]):
        words = mail.subject, roles.get(mail.role, mail.role), mail.outcome
        rows.append((str(mail.id), short_day(mail.on), *map(markdown_words, words)))
    return page_table(("nr", "dag", "mail", "aan", "uitkomst"), rows)
