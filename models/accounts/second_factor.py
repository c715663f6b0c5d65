"""The second factor: codes of an app on a phone (TOTP, RFC 6238), and codes on paper for when it is lost."""

from datetime import datetime
from secrets import choice

import pyotp
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from models.identity.identities import keyed_hash
from models.tables import Account, RecoveryCode

ISSUER = "Spoorboek"
STEP_SECONDS = 30
STEPS_BESIDE = (0, -1, 1)  # a clock may be off by half a minute
CODES, CODE_LENGTH = 8, 12
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0 or 1


def new_totp_secret() -> str:
    """Return a secret for an app, in base 32."""
    return pyotp.random_base32()


def totp_address(secret: str, code: str) -> str:
    """Return what the QR code says to an app; the account is named by its code, for phones are lost."""
    return pyotp.TOTP(secret).provisioning_uri(name=code, issuer_name=ISSUER)


def matching_step(secret: str, given: str, now: datetime, after: int = 0) -> int | None:
    """Return the half minute whose code was given, when it is later than `after`: no code is used twice."""
    step = int(now.timestamp()) // STEP_SECONDS
    digits = "".join(given.split())
    if not (digits.isascii() and digits.isdecimal()):
        return None
    totp = pyotp.TOTP(secret)
    near = [step + beside for beside in STEPS_BESIDE if step + beside > after]
    return next((each for each in near if pyotp.utils.strings_equal(totp.generate_otp(each), digits)), None)


def new_recovery_codes(writing: Session, account: Account) -> list[str]:
    """Give an account other recovery codes and return them; the record keeps keyed hashes of them alone."""
    writing.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = ["".join(choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    hashes = [_code_hash(writing, account, code) for code in codes]
    writing.add_all([RecoveryCode(account_id=account.id, code_hash=each) for each in hashes])
    writing.flush()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def recovery_codes_left(reading: Session, account: Account) -> int:
    """Return how many recovery codes an account has."""
    query = select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.account_id) == account.id)
    return int(reading.exec(query).one())


def use_recovery_code(writing: Session, account: Account, given: str) -> bool:
    """Use a recovery code; tell whether it was one. It is gone afterwards."""
    written = "".join(letter for letter in given.casefold() if letter in LETTERS)
    kept = writing.get(RecoveryCode, (account.id, _code_hash(writing, account, written)), with_for_update=True)
    if kept is None:
        return False
    writing.delete(kept)
    writing.flush()
    return True


def _code_hash(reading: Session, account: Account, code: str) -> str:
    return keyed_hash(reading, "herstelcode", str(account.id), code)
