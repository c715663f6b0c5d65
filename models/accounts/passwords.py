"""Passwords: what is good enough, and argon2id hashes of them, made by few at a time because each takes 64 MB."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 200  # characters
LEAST_DIFFERENT = 5
LEAST_OF_NAME = 4  # characters; shorter parts of a name stand in many words
AT_ONCE = 2
_hasher = PasswordHasher()  # RFC 9106, the second recommended choice
_turn = BoundedSemaphore(AT_ONCE)
# Of a password nobody knows: who gives an unknown address waits as long as who gives a known one.
_NOBODY = _hasher.hash("nobody logs in with this")


def unfit_password(password: str, *known: str | None) -> str | None:
    """Return why a password is not good enough, in Dutch; None when it is.

    `known`: what others know of the person, such as name and address: a password that is part of it, or holds it, is
    guessed first. Source: NIST SP 800-63B, 5.1.1.2: length matters, rules about characters do not.
    """
    if len(password) < LEAST:
        return f"Kies een wachtwoord van ten minste {LEAST} tekens. Een zin van een paar woorden is goed en makkelijk."
    if len(password) > MOST:
        return f"Kies een wachtwoord van ten hoogste {MOST} tekens."
    if len(set(password)) < LEAST_DIFFERENT:
        return "Kies een wachtwoord met meer verschillende tekens."
    folded = password.casefold()
    if any(part in folded or folded in part for part in _parts(known)):
        return "Kies een wachtwoord zonder uw naam, uw e-mailadres of het woord Spoorboek."
    return None


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _turn:
        return _hasher.hash(password)


def is_password(kept: str | None, given: str) -> bool:
    """Tell whether a password is the one that was kept; without one the answer takes as long, and is no."""
    with _turn:
        try:
            return _hasher.verify(kept or _NOBODY, given[: 2 * MOST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _parts(known: tuple[str | None, ...]) -> list[str]:
    names = [part for each in known if each for part in each.casefold().replace("@", " ").replace(".", " ").split()]
    return [part for part in (*names, "spoorboek") if len(part) >= LEAST_OF_NAME]
