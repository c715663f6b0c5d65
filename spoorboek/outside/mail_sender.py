"""A sender as people write it in a setting: an address, with or without a name before it."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import NamedTuple

from spoorboek.outside.plain_words import harm_in

WITH_NAME = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>")
LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254  # RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3 (256 with the angle brackets)
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")  # of a domain: RFC 1035, section 2.3.1
QUOTES = ('"', "'")
EXPECTED = "verwacht een e-mailadres, met of zonder naam, zoals `verzuim@bedrijf.nl` of `Verzuim <verzuim@bedrijf.nl>`"


class Sender(NamedTuple):
    """The name and the address of a sender; the name is empty when none was written."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Return what stands after the at sign."""
        return self.address.rpartition("@")[2]


def read_sender(text: str) -> Sender:
    """Read `verzuim@bedrijf.nl` or `Verzuim <verzuim@bedrijf.nl>`; quotes around the name or the whole may stay.

    Raises ValueError, in Dutch and without quoting it, for anything that no mail can be sent from.
    """
    if harm := harm_in(text):
        raise ValueError(f"verwacht tekst zonder {harm}")
    plain = unquoted(text)
    found = WITH_NAME.fullmatch(plain)
    name, address = (unquoted(found["name"]), found["address"]) if found else ("", plain)
    if not is_address(address) or "@" in name:
        raise ValueError(EXPECTED)
    return Sender(" ".join(name.split()), address)


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to or from this address: ASCII, within the lengths of RFC 5321."""
    local, _, domain = text.rpartition("@")
    if not text.isascii() or len(local) > LONGEST_LOCAL or len(text) > LONGEST_ADDRESS:
        return False
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return parsed.addr_spec == text and bool(local) and all(map(LABEL.fullmatch, domain.split(".")))


def unquoted(text: str) -> str:
    """Return a text without space at its ends, and without one pair of quotes around it."""
    plain = text.strip()
    quoted = len(plain) > 1 and plain[0] in QUOTES and plain[-1] == plain[0] and plain[0] not in plain[1:-1]
    return plain[1:-1].strip() if quoted else plain
