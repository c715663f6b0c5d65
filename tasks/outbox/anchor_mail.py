"""Mail to operations about the house itself, which belongs to no case and is sent at once."""

from email.message import EmailMessage
from email.policy import SMTP

from models.addressees import OPERATIONS_NAME
from spoorboek.clock import now
from spoorboek.settings import settings
from tasks.outbox.compose import mail_address, sender
from tasks.outbox.transport import SendResult, open_transport


def mail_operations(local_id: str, subject: str, body: str, file_name: str = "", enclosed: str = "") -> SendResult:
    """Send a mail, with one text file when that has a name, to the operations mailbox; return what became of it.

    It needs neither database nor Prefect. `local_id`: the local part of its Message-ID. Raises PlatformError when an
    address in the settings is wrong.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender()
    mail["To"] = mail_address(OPERATIONS_NAME, settings().operations_mail)
    mail["Subject"] = subject
    mail["Date"] = now()
    mail["Message-ID"] = f"<{local_id}@{settings().sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body, cte="quoted-printable")
    if file_name:
        mail.add_attachment(enclosed.encode(), maintype="application", subtype="json", filename=file_name)
    with open_transport() as transport:
        return transport.deliver(mail)
