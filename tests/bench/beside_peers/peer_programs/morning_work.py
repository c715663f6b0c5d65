"""What a case asks for on the morning it is due, for every program alike: its form as a PDF, kept, and one mail.

`PEER_LETTERS` is the database of the letters, `PEER_MAILS` the folder of the mails, `PEER_HANG` the number of mails
after which the sender stands still, to be killed there: the mail has left, and nobody has been told.
"""

import os
import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import psycopg

from templates.document_maker import make_document
from templates.samples.sample_cases import full

FORM = "plan_van_aanpak"
STOOD = "stood"  # a file beside the mails: the sender stood still once


def keep_letter(number: str) -> None:
    """Make the form of a case, and keep it."""
    made = make_document(FORM, replace(full(FORM), case_number=number))
    with psycopg.connect(os.environ["PEER_LETTERS"]) as connection:
        connection.execute("insert into letter (number, content) values (%s, %s)", (number, made.content))


def send_mail(number: str) -> None:
    """Send the form of a case: a file of its own for each time it is done."""
    folder = Path(os.environ["PEER_MAILS"])
    with psycopg.connect(os.environ["PEER_LETTERS"]) as connection:
        (content,) = connection.execute("select content from letter where number = %s", (number,)).fetchone() or (b"",)
    message = EmailMessage()
    message["To"], message["Subject"] = "werkgever@example.nl", f"Plan van aanpak {number}"
    message.set_content("Het formulier zit erbij.")
    message.add_attachment(bytes(content), maintype="application", subtype="pdf", filename="formulier.pdf")
    (folder / f"{number}_{uuid4().hex[:8]}.eml").write_bytes(bytes(message))
    _stand_still(folder)


def _stand_still(folder: Path) -> None:
    at = int(os.environ.get("PEER_HANG", "0"))
    if at and len(list(folder.glob("*.eml"))) >= at and not (folder / STOOD).exists():
        (folder / STOOD).touch()
        time.sleep(600)
