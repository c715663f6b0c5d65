"""Where the desk stands: its addresses, the proxies in front of it, its cookie."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import Request

from spoorboek.settings import Settings

PREFIX_OF_ONE = 64  # bits of an IPv6 address that are one household's or firm's


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`origins`: addresses browsers reach the desk at. `proxies`: whose word about the client is believed."""

    origins: frozenset[str]
    secure: bool
    proxies: frozenset[str]

    @classmethod
    def of(cls, configuration: Settings) -> "Surroundings":
        """Read them from the settings."""
        origins = frozenset(configuration.desk_origins)
        secure = all(origin.startswith("https://") for origin in origins)
        return cls(origins, secure, frozenset(configuration.desk_proxy_addresses))

    @property
    def hosts(self) -> list[str]:
        """List the names the desk answers to."""
        return sorted({urlsplit(origin).hostname or "" for origin in self.origins})

    @property
    def cookie(self) -> str:
        """Return the name of the cookie; behind TLS one that browsers take from this host alone."""
        return "__Host-werkplek" if self.secure else "werkplek"

    def source(self, request: Request) -> str:
        """Return where a request came from: the peer, or what our own proxy says; of IPv6 the network of the client."""
        peer = request.client.host if request.client else ""
        if peer in self.proxies:
            named = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
            peer = next((name for name in reversed(named) if name not in self.proxies), peer)
        return _network(peer)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return "?"
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, PREFIX_OF_ONE), strict=False))
