"""Which text is a mail address: what is accepted from outside, the sender can send to."""

import re

from spoorboek.outside.plain_words import harm_in

LONGEST_ADDRESS, LONGEST_NAME_PART, LONGEST_DOMAIN = 254, 64, 253  # characters; a path of 256 has its two brackets
NAME_PART = r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
MAIL_ADDRESS = re.compile(
    rf"(?P<name>{NAME_PART}(?:\.{NAME_PART})*)@(?P<domain>{LABEL}(?:\.{LABEL})*\.(?![0-9]+$){LABEL})"
)


def is_mail_address(text: str) -> bool:
    """Tell whether a text is one mail address: no name around it, no quotes, no dot at an edge, no letter of no mail.

    Source: RFC 5321, 4.1.2 (dot-string, domain) and 4.5.3.1 (lengths); RFC 3696, 2 (a last label has a letter).
    """
    found = MAIL_ADDRESS.fullmatch(text)
    return (
        found is not None
        and harm_in(text) is None
        and len(text) <= LONGEST_ADDRESS
        and len(found["name"]) <= LONGEST_NAME_PART
        and len(found["domain"]) <= LONGEST_DOMAIN
    )
