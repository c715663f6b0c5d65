"""What a mail server means by a reply: is it about this mail, or about the installation. Told in Dutch.

What is stored of a reply are its codes; the words are made when somebody reads them. Sources: RFC 5321 section 4.2,
RFC 3463 and the IANA registry of enhanced status codes; the codes of Exchange, which that registry does not have.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from models.tables import BOUNCED, DROPPED, ELSEWHERE, HELD, REFUSED, SENT, WAITING

# Prefixes of `last_error`, which a code or the name of an error follows.
NO_CONNECTION = "geen verbinding"
BROKEN_OFF = "gesprek afgebroken"
SENDER_REFUSED = "afzender geweigerd"  # before any recipient was named: no mail goes
SENDING_NOT_ALLOWED = "verzenden niet toegestaan"  # said of a recipient or a mail, and about the sender
ANSWER = "antwoord van de server"
RETURNED = "teruggestuurd"
UNCERTAIN = "onzeker"  # the mail may have arrived
NO_FOLDER = "de map voor mail is niet te beschrijven"
GIVEN_UP = "opgegeven"
SENDER_UNTRUSTED = "de server van de ontvanger vertrouwt onze afzender niet; laat SPF, DKIM en DMARC nakijken"
PERHAPS_DELIVERED = "mogelijk al bezorgd; na drie pogingen zonder antwoord niet nog eens verstuurd"

ENHANCED_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
REPLY_CODE = re.compile(r"\b[45]\d\d\b")
LOGIN_CODES = frozenset({530, 534, 535, 538})  # authentication is required, too weak, or failed: RFC 4954 section 6
TOO_BIG = frozenset({"5.2.3", "5.3.4"})
# Of the sender or of who may send, whatever command the reply is to: a server may answer only at the recipient.
ABOUT_SENDER = re.compile(
    r"[45]\.1\.[78]|5\.2\.252|5\.7\.(3|8|9|1[1-4]|2[0-7]|54|57|60|64|139|50[12368]|509|511|6[0-4]\d|705|708|750)"
)
SAID_OF_SENDER = re.compile(
    r"sender address|sender rejected|sender verif|not owned by|send ?as ?denied|permissions? to send as"
    r"|not (allowed|permitted|authori[sz]ed) to (send (mail )?(as|from|on behalf)|relay|use)"
    r"|relay(ing)? (access )?(denied|not (allowed|permitted))|unable to relay"
    r"|authentication (is )?required|must (be authenticated|authenticate|log ?in)|auth(entication)? (command )?first"
    r"|client host .*(rejected|blocked)|blocked using",
    re.IGNORECASE,
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "1.1": "dit adres bestaat niet",
        "1.2": "het domein van dit adres bestaat niet",
        "1.3": "dit adres is niet goed geschreven",
        "1.6": "deze mailbox is verhuisd en heeft geen nieuw adres",
        "1.10": "dit domein neemt geen mail aan",
        "2.0": "de mailbox neemt dit niet aan",
        "2.1": "de mailbox is uitgezet",
        "2.2": "de mailbox is vol",
        "2.3": "de mail is te groot voor deze mailbox",
        "3.4": "de mail is te groot",
        "4.1": "de server van de ontvanger antwoordt niet",
        "4.4": "de server van de ontvanger is niet te vinden",
        "4.6": "de mail gaat bij de ontvanger rond in een kring",
        "4.7": "de server van de ontvanger nam de mail te lang niet aan",
        "7.1": "de server van de ontvanger laat deze mail niet toe",
    }
)
WORDS_OF_SUBJECT: Mapping[str, str] = MappingProxyType(
    {
        "1": "er is iets mis met dit adres",
        "2": "er is iets mis met deze mailbox",
        "3": "de mailserver van de ontvanger heeft een storing",
        "4": "de mailserver van de ontvanger is niet te bereiken",
        "5": "de mailserver begreep de mail niet",
        "6": "de inhoud van de mail wordt niet aangenomen",
        "7": "de server van de ontvanger laat deze mail niet toe",
    }
)
WORDS_OF_CODE: Mapping[str, str] = MappingProxyType(
    {
        "450": "de mailbox is nu niet bereikbaar",
        "451": "de mailserver heeft een storing of stelt uit",
        "452": "de mailbox of de server is vol",
        "550": "dit adres bestaat niet of neemt deze mail niet aan",
        "551": "dit adres hoort niet bij deze server",
        "552": "de mail is te groot of de mailbox is vol",
        "553": "dit adres is niet goed geschreven",
        "554": "de mail wordt niet aangenomen",
    }
)
OF_INSTALLATION = (NO_CONNECTION, BROKEN_OFF, SENDER_REFUSED, SENDING_NOT_ALLOWED)
# What is wrong, the settings to look at, and when it holds, by prefix and code or error; the first that holds counts.
INSTALLATION_TROUBLE: tuple[tuple[str, str, Callable[[str, str], bool]], ...] = (
    (
        "inloggen bij de mailserver lukt niet",
        "SPOORBOEK_SMTP_USER en SPOORBOEK_SMTP_PASSWORD",
        lambda _, detail: int(detail[:3] if detail[:3].isdecimal() else 0) in LOGIN_CODES,
    ),
    (
        "de mailserver weigert de afzender",
        "SPOORBOEK_MAIL_FROM, en of SPOORBOEK_SMTP_USER namens dat adres mag sturen",
        lambda kind, _: kind == SENDER_REFUSED,
    ),
    (
        "de mailserver laat ons niet verzenden",
        "SPOORBOEK_MAIL_FROM en SPOORBOEK_SMTP_USER",
        lambda kind, _: kind == SENDING_NOT_ALLOWED,
    ),
    (
        "geen beveiligde verbinding met de mailserver",
        "SPOORBOEK_SMTP_HOST, SPOORBOEK_SMTP_PORT en het certificaat van de server",
        lambda kind, detail: kind == NO_CONNECTION and "SSL" in detail,
    ),
    (
        "de mailserver kent geen STARTTLS, of geen inloggen",
        "SPOORBOEK_SMTP_PORT en SPOORBOEK_SMTP_STARTTLS",
        lambda kind, detail: kind == NO_CONNECTION and detail == "SMTPNotSupportedError",
    ),
    (
        "de mailserver weigert de verbinding",
        "SPOORBOEK_SMTP_HOST en SPOORBOEK_SMTP_PORT",
        lambda kind, detail: kind == NO_CONNECTION and detail.startswith("5"),
    ),
)


def is_about_sender(code: int, text: str) -> bool:
    """Tell whether a refusal, to whatever command, is about who sends: the installation, not this mail."""
    found = ENHANCED_CODE.search(text)
    return code in LOGIN_CODES or bool(found and ABOUT_SENDER.fullmatch(found[0])) or bool(SAID_OF_SENDER.search(text))


def is_too_big(code: int, text: str) -> bool:
    """Tell whether a refusal is about the size of a mail, which is told at MAIL FROM already: RFC 1870 section 6."""
    found = ENHANCED_CODE.search(text)
    return code == 552 or bool(found and found[0] in TOO_BIG)


def installation_trouble(error: str | None) -> str | None:
    """Say in Dutch what is wrong with the installation when a mail waits for this reason; None when nothing is."""
    if error and error.startswith(NO_FOLDER):
        return error
    kind, _, detail = (error or "").partition(": ")
    for what, settings, holds in INSTALLATION_TROUBLE:
        if kind in OF_INSTALLATION and holds(kind, detail):
            return f"{what} ({detail}); controleer {settings}"
    return None


def reason_in_words(error: str | None) -> str:
    """Say in Dutch why a mail was not delivered, with the code at the end; what is no code stays as it is."""
    if not error:
        return "zonder opgaaf van reden"
    if trouble := installation_trouble(error):
        return trouble
    kind, _, detail = error.partition(": ")
    if kind == GIVEN_UP:
        return f"{GIVEN_UP} na vijf dagen proberen: {reason_in_words(detail)}"
    if kind == RETURNED and is_about_sender(0, detail):
        return f"{SENDER_UNTRUSTED} ({detail})"
    words = _words_of(detail) if kind in (ANSWER, RETURNED) else None
    return f"{words} ({detail})" if words else error


def outcome_in_words(status: str, error: str | None, attempts: int = 0) -> str:
    """Say in Dutch what became of a mail: waiting, sent, refused, returned, given up, delivered in another way."""
    if status == WAITING:
        return f"wacht: {reason_in_words(error)}" if error and attempts else "klaargezet om te versturen"
    if status == REFUSED:
        if error == PERHAPS_DELIVERED:
            return f"{GIVEN_UP}: {error}"
        given_up = error is not None and error.startswith(GIVEN_UP)
        return reason_in_words(error) if given_up else f"geweigerd: {reason_in_words(error)}"
    if status == BOUNCED:
        return f"teruggekomen: {reason_in_words(error)}"
    fixed = {SENT: "verstuurd", HELD: "aangehouden", ELSEWHERE: "anders bezorgd"}
    return fixed.get(status) or (f"vervallen: {error}" if status == DROPPED and error else status)


def _words_of(detail: str) -> str | None:
    enhanced, code = ENHANCED_CODE.search(detail), REPLY_CODE.search(detail)
    if enhanced:
        _, subject, number = enhanced[0].split(".")
        known = WORDS.get(f"{subject}.{number}") or WORDS_OF_SUBJECT.get(subject)
        if known:
            return known
    return WORDS_OF_CODE.get(code[0]) if code else None
