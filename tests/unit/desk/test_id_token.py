"""What an ID token must be: each single thing that is wrong with it keeps everybody out."""

import hmac
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from spoorboek.desk.oidc.id_token import (
    SIGNATURES,
    TokenDemands,
    UnknownKeyError,
    UnsoundTokenError,
    WeakLoginError,
    subject_of_token,
)

ISSUER, CLIENT = "https://inloggen.example", "spoorboek"
DEMANDS = TokenDemands(ISSUER, CLIENT, "once", frozenset({"mfa"}), frozenset())
NOW = int(time.time())
SOUND = {
    "iss": ISSUER,
    "sub": "8d1f",
    "aud": CLIENT,
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": "once",
    "amr": ["pwd", "mfa"],
}
KEY = RSAKey.generate_key(2048, {"kid": "a", "use": "sig"})
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})


def signed(key: Any = KEY, alg: str = "RS256", kid: str | None = "a", **other: Any) -> str:
    """Sign a token that is sound but for what is given; None leaves a claim out."""
    claims = {name: value for name, value in (SOUND | other).items() if value is not None}
    header = {"alg": alg, **({"kid": kid} if kid else {})}
    return jwt.encode(header, claims, key, algorithms=[alg])


def subject(token: str, demands: TokenDemands = DEMANDS, algorithms: tuple[str, ...] = ("RS256", "HS256")) -> str:
    """Return the subject of a token for the client of this test."""
    return subject_of_token(token, KEYS, algorithms, demands, "access", datetime.fromtimestamp(NOW, UTC))


def test_a_sound_token_has_its_subject() -> None:
    """With the key named or not, for one audience of several, and as late as the clocks may differ."""
    sound = (
        signed(),
        signed(kid=None),
        signed(aud=[CLIENT, "ander"], azp=CLIENT),
        signed(exp=NOW - 100),
        signed(iat=NOW + 100),
    )
    assert {subject(token) for token in sound} == {"8d1f"}


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://inloggen.example.evil"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "ander"},
        {"aud": []},
        {"aud": None},
        {"aud": [CLIENT, "ander"], "azp": "ander"},
        {"aud": [CLIENT, "ander"]},
        {"exp": NOW - 300},
        {"exp": None},
        {"exp": "morgen"},
        {"iat": NOW + 300},
        {"iat": None},
        {"nbf": NOW + 300},
        {"nonce": "twice"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 12},
        {"sub": "x" * 256},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"amr": "mfa"},
        {"amr": ["pwd"]},
        {"amr": []},
        {"amr": None},
        {"amr": [["mfa"]]},
    ],
)
def test_one_wrong_claim_is_enough(other: dict[str, Any]) -> None:
    """Of another issuer or client, too old, too new, of another login, of nobody, or without a second factor."""
    with pytest.raises(UnsoundTokenError):
        subject(signed(**other))


def test_only_the_keys_of_the_provider_sign() -> None:
    """Not another key of the same name, not a secret, not the public key as one, not nothing at all."""
    other = RSAKey.generate_key(2048, {"kid": "a"})
    secret = OctKey.generate_key(256, {"kid": "a"})
    by_public_key = signed(secret, "HS256").rsplit(".", 1)[0]
    digest = hmac.digest(KEY.as_pem(private=False), by_public_key.encode(), "sha256")
    sealed = f"{by_public_key}.{urlsafe_b64encode(digest).decode().rstrip('=')}"
    unsigned = signed().rsplit(".", 1)[0] + "."
    damaged = signed()[:-6] + "AAAAAA"
    forged = [signed(other), signed(kid="b"), signed(secret, "HS256"), sealed, unsigned, damaged, "a.b.c", "", "é"]
    for token in forged:
        with pytest.raises(UnsoundTokenError):
            subject(token)
    with pytest.raises(UnknownKeyError):
        subject(signed(), algorithms=("PS256",))
    assert not [each for each in SIGNATURES if each.startswith("HS") or each == "none"]


def test_a_level_is_demanded() -> None:
    """Of the levels that are demanded it names one, and a level that is not is too weak."""
    demands = DEMANDS._replace(amr=frozenset(), acr=frozenset({"2", "3"}))
    assert subject(signed(acr="3", amr=None), demands) == "8d1f"
    for level in ("1", None, ["3"], 3):
        with pytest.raises(WeakLoginError):
            subject(signed(acr=level), demands)
