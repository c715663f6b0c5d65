"""The password of a case: whoever locks a paper for us locks it with this one, and it opens here.

It is worked out of a secret of the installation, so that nothing is kept of it and it stays the same. A casemanager
tells it, not in the mail that brings the paper.
"""

import hmac
import io

import pikepdf
from sqlmodel import Session

from models.tables import KeyCheck

LABEL = b"wachtwoord van zaak "
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
LENGTH, GROUP = 12, 4
ENCRYPTED = b"/Encrypt"
DAMAGED = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    RecursionError,
    OverflowError,
)


def case_password(reading: Session, number: str) -> str:
    """Return the password of a case, such as `k7mh-3xqz-w9pd`."""
    digest = hmac.digest(reading.get_one(KeyCheck, 1).token, LABEL + number.encode(), "sha256")
    letters = "".join(LETTERS[each % len(LETTERS)] for each in digest[:LENGTH])
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def unlocked(content: bytes, password: str) -> bytes:
    """Return a PDF without its lock when this password opens it, the same file each time; any other as it came.

    One that was signed digitally stays as it came: what is taken off it would break the signature.
    """
    if ENCRYPTED not in content or not _asks_password(content):
        return content
    try:
        with pikepdf.open(io.BytesIO(content), password=password) as pdf:
            if _is_signed(pdf):
                return content
            out = io.BytesIO()
            pdf.save(out, encryption=False, deterministic_id=True)
            return out.getvalue()
    except (pikepdf.PasswordError, *DAMAGED):
        return content


def _asks_password(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)):
            return False
    except pikepdf.PasswordError:
        return True
    except DAMAGED:
        return False


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    return any(isinstance(each, pikepdf.Dictionary) and "/ByteRange" in each for each in pdf.objects)
