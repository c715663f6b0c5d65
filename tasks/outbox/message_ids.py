"""Message-IDs: each made of what its mail is about, so that a mail made or sent again has the same one."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from spoorboek.settings import settings
from spoorboek.statute.actions import EffectKey

ID_DIGITS = 16  # of the hash in a Message-ID
DIGEST = "verzameld"  # begins the Message-ID of a digest, and the name of its file


def mail_id(number: str, key: EffectKey) -> str:
    """Return the Message-ID of the mail of an effect: number of the case, and a hash of the key."""
    return f"<{number}.{_digits(key)}@{mail_domain()}>"


def digest_id(message_ids: Iterable[str]) -> str:
    """Return the Message-ID of the digest of mails, from that of each: the same in whatever order they come."""
    return f"<{DIGEST}.{_digits(sorted(message_ids))}@{mail_domain()}>"


def mail_domain() -> str:
    """Return the domain of a Message-ID: that of the sender."""
    return settings().sender.domain


def _digits(about: Any) -> str:
    return sha256(json.dumps(about).encode()).hexdigest()[:ID_DIGITS]
