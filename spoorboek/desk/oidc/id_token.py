"""The ID token of a provider: whose it is, once all that must hold of it does.

Source: OpenID Connect Core 1.0, section 3.1.3.7 (ID Token Validation).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.accounts.outside_login import LONGEST_SUBJECT
from spoorboek.errors import PlatformError

# Signatures of a key that the provider alone has; so not those of a shared secret, nor none at all.
SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
CLOCK_SKEW = 120  # seconds between their clock and ours


class UnsoundTokenError(PlatformError):
    """Het antwoord van de aanmelddienst klopt niet."""


class UnknownKeyError(UnsoundTokenError):
    """Het antwoord van de aanmelddienst is ondertekend met een sleutel die zij niet noemt."""


class WeakLoginError(UnsoundTokenError):
    """De aanmelddienst heeft geen tweede factor gevraagd."""


class TokenDemands(NamedTuple):
    """What an ID token must say. `amr` and `acr`: of which it must name one; empty: of none."""

    issuer: str
    client: str
    nonce: str
    amr: frozenset[str]
    acr: frozenset[str]


def subject_of_token(
    token: str, keys: KeySet, algorithms: Iterable[str], demands: TokenDemands, access_token: str, now: datetime
) -> str:
    """Return the subject of a sound ID token.

    Raises UnknownKeyError when it is signed with none of the keys, WeakLoginError when it is sound but does not name a
    way or level of logging in that is demanded, UnsoundTokenError for anything else that is wrong with it.
    """
    decoded = _signed(token, keys, sorted(SIGNATURES & set(algorithms)))
    issued = {"iss": {"essential": True, "value": demands.issuer}, "aud": {"essential": True, "value": demands.client}}
    params = {"nonce": demands.nonce, "client_id": demands.client, "access_token": access_token}
    claims = CodeIDToken(decoded.claims, decoded.header, issued, params)
    try:
        claims.validate(int(now.timestamp()), CLOCK_SKEW)
    except JoseError:
        raise UnsoundTokenError from None
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise UnsoundTokenError
    _require_strength(claims, demands)
    return subject


def _signed(token: str, keys: KeySet, algorithms: list[str]) -> jwt.Token:
    """Return what is signed with one of the keys; the algorithm is one we allow, whatever the token says."""
    try:
        named = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        raise UnsoundTokenError from None
    for key in keys.keys:
        if named is not None and key.kid != named:
            continue
        try:
            return jwt.decode(token, key, algorithms=algorithms)
        except (JoseError, ValueError):
            continue
    raise UnknownKeyError


def _require_strength(claims: Mapping[str, Any], demands: TokenDemands) -> None:
    ways, level = claims.get("amr") or [], claims.get("acr")
    if demands.amr and not demands.amr & {way for way in ways if isinstance(way, str)}:
        raise WeakLoginError
    if demands.acr and not (isinstance(level, str) and level in demands.acr):
        raise WeakLoginError
