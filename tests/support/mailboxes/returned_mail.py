"""Mails that come back, as programs write them: what each says of one of our mails, by kind."""

from email.message import EmailMessage

OURS = "<Z-7K3Q9.0a1b2c3d4e5f6a7b@bedrijf.example>"
EARLIER = "<Z-7K3Q9.ffffffffffffffff@bedrijf.example>"

HEADERS = f"""\
From: Verzuim <verzuim@bedrijf.example>
To: Kanarie <kanarie@acme.example>
Subject: Z-7K3Q9 · Brief
References: {EARLIER}
Message-ID:
 {OURS}
Content-Type: text/plain
"""
ORIGINAL = f"{HEADERS}\nGeachte Kanarie,\n"


def report(
    status: str,
    returned: str = ORIGINAL,
    kind: str = "message/rfc822",
    status_kind: str = "message/delivery-status",
    text: str = "This is the mail system.",
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "MAILER-DAEMON@mx.example (Mail Delivery System)",
    extra: str = "",
    status_headers: str = "",
) -> str:
    """Write a multipart/report: a text, the status fields and what was returned."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: verzuim@bedrijf.example\nSubject: {subject}\n{extra}"
        "Message-ID: <bounce-1@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        'report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
        f"--b\nContent-Type: {status_kind}\n{status_headers}\n{status}\n\n"
        f"--b\nContent-Type: {kind}\n\n{returned}\n--b--\n"
    )


def fields(action: str, status: str, diagnostic: str = "") -> str:
    """Write the fields of a report about one recipient."""
    said = f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    return (
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; kanarie@acme.example\n"
        f"Action: {action}\nStatus: {status}\n{said}"
    )


def plain(text: str, sender: str, subject: str, extra: str = "") -> str:
    """Write a mail of one text."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "verzuim@bedrijf.example", subject
    mail.set_content(text, cte="quoted-printable")
    return extra + mail.as_string()


UNKNOWN = fields("failed", "5.1.1", "smtp; 550 5.1.1 <kanarie@acme.example>: Recipient address rejected")
GERMAN = "Ihre Nachricht konnte nicht zugestellt werden. Die E-Mail-Adresse wurde nicht gefunden."
QMAIL = f"""\
Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<kanarie@acme.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 User unknown

--- Below this line is a copy of the message.

{ORIGINAL}"""
EXIM = f"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  kanarie@acme.example
    host mx.acme.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<kanarie@acme.example>:
    550 5.2.1 mailbox disabled

------ This is a copy of the message, including all the headers. ------

{ORIGINAL}"""
EXCHANGE = """\
Original-Envelope-ID: x
Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com
Received-From-MTA: dns;bedrijf.example
Arrival-Date: Mon, 2 Mar 2026 08:00:00 +0000

Final-Recipient: rfc822;kanarie@acme.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not
 found by SMTP address lookup
"""
FAILED = {
    "postfix": (report(UNKNOWN), "550 5.1.1"),
    "postfix, headers only": (report(UNKNOWN, HEADERS, "text/rfc822-headers"), "550 5.1.1"),
    "crlf": (report(UNKNOWN).replace("\n", "\r\n"), "550 5.1.1"),
    "german": (report(UNKNOWN, text=GERMAN, subject="Unzustellbar: Z-7K3Q9"), "550 5.1.1"),
    "exchange": (
        report(
            EXCHANGE,
            HEADERS,
            "message/rfc822",
            sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@bedrijf.example>",
            subject="Onbestelbaar: Z-7K3Q9",
            extra=f"In-Reply-To: {OURS}\nAuto-Submitted: auto-replied\n",
        ),
        "550 5.1.10",
    ),
    "names the mail only": (report(UNKNOWN, "", "text/plain", extra=f"In-Reply-To: {OURS}\n"), "550 5.1.1"),
    "gmail": (
        report(f"X-Original-Message-ID: {OURS}\n{UNKNOWN}", "", "text/plain"),
        "550 5.1.1",
    ),
    "gave up after days": (report(fields("failed", "4.4.7", "smtp; 451 4.4.7 expired")), "451 4.4.7"),
    "an unclear status": (report(fields("failed", "5.0.0", "smtp; 550 5.2.2 over quota")), "550 5.2.2"),
    "no action": (report(f"Final-Recipient: rfc822; k@acme.example\nStatus: 5.1.2\n\n{HEADERS[:0]}"), "5.1.2"),
    "all in one block": (report(UNKNOWN.replace("\n\n", "\n")), "550 5.1.1"),
    "one of two recipients": (report(f"{fields('delivered', '2.0.0')}\n{UNKNOWN}"), "550 5.1.1"),
    "international": (report(UNKNOWN, status_kind="message/global-delivery-status"), "550 5.1.1"),
    "encoded": (
        report(
            "UmVwb3J0aW5nLU1UQTogZG5zOyBteAoKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=",
            status_headers="Content-Transfer-Encoding: base64\n",
        ),
        "5.1.1",
    ),
    "qmail": (plain(QMAIL, "MAILER-DAEMON@mx.example", "failure notice"), "550 5.1.1"),
    "exim": (
        plain(
            EXIM,
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Mail delivery failed: returning message to sender",
            "X-Failed-Recipients: kanarie@acme.example\nAuto-Submitted: auto-replied\n",
        ),
        "550 5.2.1",
    ),
    "dutch, in words": (
        plain(f"De mail kon niet worden bezorgd: 550 5.1.1\n\n{ORIGINAL}", "postmaster@mx.example", "Onbestelbaar"),
        "550 5.1.1",
    ),
}
NOT_FAILED = {
    "delayed": report(
        fields("delayed", "4.4.1", "smtp; connect timed out"), subject="Delayed Mail (still being retried)"
    ),
    "delivered": report(fields("delivered", "2.0.0"), subject="Successful Mail Delivery Report"),
    "relayed": report(fields("relayed", "2.0.0")),
    "exim warns": plain(
        f"A message that you sent has not yet been delivered after more than 24 hours.\nNo action is required on your "
        f"part. Delivery attempts will continue; this is no permanent error.\n\n{ORIGINAL}",
        "Mail Delivery System <Mailer-Daemon@mx.example>",
        "Warning: message delayed 24 hours",
    ),
}
NO_REPORT = {
    "out of office": plain(
        "Ik ben afwezig. Dit adres is niet meer in gebruik; mail could not be delivered.",
        "Kanarie <kanarie@acme.example>",
        "Automatisch antwoord: Z-7K3Q9",
        f"Return-Path: <>\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}\n",
    ),
    "abwesenheit": plain(
        "Ich bin nicht erreichbar; permanent.",
        "postmaster@acme.example",
        "Abwesenheitsnotiz: Z-7K3Q9",
        f"In-Reply-To: {OURS}\n",
    ),
    "an answer": plain(
        f"Wat bedoelt u met 550 5.1.1?\n\n> Message-ID: {OURS}\n",
        "Kanarie <kanarie@acme.example>",
        "Re: Undeliverable",
        f"In-Reply-To: {OURS}\n",
    ),
    "read receipt": report(
        "Disposition: manual-action/MDN-sent-manually; displayed", status_kind="message/disposition-notification"
    ).replace("delivery-status", "disposition-notification"),
    "nothing": "",
    "noise": "\x00\xff\n\n\n: : :",
    "empty report": report("", "", "text/plain", subject="x", sender="x@acme.example"),
}
