"""The OpenID provider: where it is, which keys it has, and what it says of a code that somebody came back with."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.accounts.outside_login import BegunLogin, OutsidePerson
from spoorboek.desk.oidc.id_token import TokenDemands, UnknownKeyError, UnsoundTokenError, subject_of_token
from spoorboek.errors import PlatformError
from spoorboek.outside.openid_settings import ProviderSettings, is_loopback
from spoorboek.settings import settings

SECONDS = 5.0  # that we wait for an answer
AT_ONCE = 4  # conversations; a provider that hangs must not hold up the other pages
KNOWN_FOR = 60.0  # seconds that its addresses and keys are known; so nobody is sent to one that fell silent long ago
SCOPE = "openid"  # who somebody is; name and address are ours
_turn = BoundedSemaphore(AT_ONCE)


class ProviderSilentError(PlatformError):
    """De aanmelddienst antwoordt niet."""


class CodeRefusedError(PlatformError):
    """De aanmelddienst neemt deze aanmelding niet aan."""


class HttpxClientAuth(httpx.Auth, ClientAuth):  # type: ignore[misc]
    """How Authlib lets this client make itself known, in a request of httpx."""

    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """Add who the client is to a request."""
        address, headers, body = self.prepare(request.method, str(request.url), request.headers, request.content)
        headers["Content-Length"] = str(len(body))
        yield httpx.Request(request.method, address, headers=headers, content=body, extensions=request.extensions)


class ProviderClient(OAuth2Client):  # type: ignore[misc]
    """The client of Authlib, over httpx."""

    client_auth_class = HttpxClientAuth


class OpenidProvider:
    """The provider the settings name. It is asked where it is before a login, and for its keys when one is new."""

    def __init__(self, wanted: ProviderSettings) -> None:
        self._wanted = wanted
        self._metadata: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._known_at = float("-inf")

    def login_address(self, begun: BegunLogin, way_back: str) -> str:
        """Return where somebody logs in. Raises ProviderSilentError."""
        metadata, levels = self.metadata(), sorted(self._wanted.acr)
        more = {"acr_values": " ".join(levels)} if levels else {}
        client = self._client(way_back)
        address, _ = client.create_authorization_url(
            metadata["authorization_endpoint"], begun.state, begun.verifier, nonce=begun.nonce, **more
        )
        return str(address)

    def logged_in_person(self, code: str, nonce: str, verifier: str, way_back: str, now: datetime) -> OutsidePerson:
        """Return who logged in, for the code somebody came back with.

        Raises ProviderSilentError, CodeRefusedError, or UnsoundTokenError for an answer that is not to be believed.
        """
        metadata = self.metadata()
        answer = self._answer_to(code, verifier, way_back, metadata["token_endpoint"])
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str):
            raise UnsoundTokenError
        wanted = self._wanted
        demands = TokenDemands(wanted.issuer, wanted.client, nonce, wanted.amr, wanted.acr)
        algorithms = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        try:
            subject = subject_of_token(token, self.keys(), algorithms, demands, access, now)
        except UnknownKeyError:  # it may have another key since
            subject = subject_of_token(token, self.keys(anew=True), algorithms, demands, access, now)
        return OutsidePerson(wanted.issuer, subject, token)

    def logout_address(self, id_token: str, way_back: str) -> str:
        """Return where somebody logs out there too; empty when the provider has no such place, or is silent."""
        try:
            address = self.metadata().get("end_session_endpoint", "")
        except ProviderSilentError:
            return ""
        said = {"id_token_hint": id_token, "client_id": self._wanted.client}
        return f"{address}?{urlencode({**said, 'post_logout_redirect_uri': way_back})}" if address else ""

    def metadata(self) -> Mapping[str, Any]:
        """Return what the provider says of itself. Raises ProviderSilentError, also for what cannot be of it."""
        if time.monotonic() - self._known_at > KNOWN_FOR:
            found = _json_of(get_well_known_url(self._wanted.issuer, external=True))
            needed = [found.get(f"{name}_endpoint") for name in ("authorization", "token")] + [found.get("jwks_uri")]
            named = [*needed, found.get("end_session_endpoint", self._wanted.issuer)]
            if found.get("issuer") != self._wanted.issuer or not all(map(self._is_sound, named)):
                raise ProviderSilentError
            self._metadata, self._keys, self._known_at = found, None, time.monotonic()
        return self._metadata

    def keys(self, *, anew: bool = False) -> KeySet:
        """Return the keys the provider signs with; `anew`: ask for them now. Raises ProviderSilentError."""
        if self._keys is None or anew:
            try:
                self._keys = KeySet.import_key_set(_json_of(self.metadata()["jwks_uri"]))  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError):
                raise ProviderSilentError from None
        return self._keys

    def _answer_to(self, code: str, verifier: str, way_back: str, address: str) -> Mapping[str, Any]:
        with _talking(), httpx.Client(timeout=SECONDS) as http:
            try:
                answer = self._client(way_back, http).fetch_token(
                    address, code=code, code_verifier=verifier, grant_type="authorization_code"
                )
            except OAuth2Error:
                raise CodeRefusedError from None
        return dict(answer)

    def _client(self, way_back: str, http: httpx.Client | None = None) -> ProviderClient:
        secret, metadata = self._secret(), self.metadata()
        known = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        ways = ("client_secret_basic", "client_secret_post") if secret else ("none",)
        method = next((way for way in ways if way in known), ways[0])
        return ProviderClient(
            http,
            client_id=self._wanted.client,
            client_secret=quote(secret, safe="") if secret and method == ways[0] else secret,  # RFC 6749, 2.3.1
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=way_back,
            code_challenge_method="S256",
        )

    def _secret(self) -> str | None:
        """Read the secret of this client, each time, so that another takes its place without a restart."""
        path = self._wanted.secret_file
        try:
            return path.read_text().strip() if path else None
        except OSError:
            raise ProviderSilentError from None

    def _is_sound(self, address: object) -> bool:
        """Tell whether an address is one to send people or secrets to: within TLS, or both of us on this machine."""
        if not isinstance(address, str):
            return False
        scheme = urlsplit(address).scheme
        return scheme == "https" or (scheme == "http" and is_loopback(address) and is_loopback(self._wanted.issuer))


def openid_provider() -> OpenidProvider:
    """Return the provider of the settings, which this process asks no more than it must."""
    return _provider(settings().provider_settings)


@lru_cache(maxsize=1)
def _provider(wanted: ProviderSettings) -> OpenidProvider:
    return OpenidProvider(wanted)


@contextmanager
def _talking() -> Iterator[None]:
    """Talk to the provider, few at a time; what goes wrong on the way is its silence."""
    if not _turn.acquire(timeout=1):
        raise ProviderSilentError
    try:
        yield
    except (httpx.HTTPError, ValueError):
        raise ProviderSilentError from None
    finally:
        _turn.release()


def _json_of(address: str) -> dict[str, Any]:
    with _talking():
        answer = httpx.get(address, timeout=SECONDS)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise ProviderSilentError
    return found
