"""The settings to log in at the desk with an account elsewhere (OpenID Connect); part of the one settings object."""

from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from spoorboek.outside.plain_words import harm_in
from spoorboek.outside.serve_settings import ServeSettings


class ProviderSettings(NamedTuple):
    """The provider, who we are there, and which ways (`amr`) and levels (`acr`) of logging in it must name one of."""

    issuer: str
    client: str
    secret_file: Path | None
    amr: frozenset[str]
    acr: frozenset[str]


class OpenidSettings(ServeSettings):
    """Where people log in who do so elsewhere, and what is asked of that place."""

    oidc_issuer: str = Field(default="", description="issuer of an OpenID provider, exactly as it writes it")
    oidc_client: str = Field(
        default="", validate_default=True, description="the id this installation has at that provider"
    )
    oidc_secret_file: Path | None = Field(
        default=None, description="file with the secret of that client; empty: a client without secret"
    )
    oidc_name: str = Field(
        default="het account van uw organisatie",
        description="how people call what they log in with there, on the button",
    )
    oidc_amr: str = Field(
        default="mfa", description="ways of logging in of which the provider must name one, comma separated"
    )
    oidc_acr: str = Field(
        default="", description="levels of logging in of which the provider must name one, comma separated"
    )
    desk_passwords: bool = Field(
        default=True, validate_default=True, description="false: people log in with the provider alone"
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, value: str) -> str:
        if value and not _is_safe(value):
            raise ValueError("verwacht een adres met https, zoals `https://inloggen.bedrijf.nl`")
        return value

    @field_validator("oidc_client")
    @classmethod
    def _check_client(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("oidc_issuer")):
            raise ValueError("hoort bij SPOORBOEK_OIDC_ISSUER; zet beide of geen van beide")
        return value

    @field_validator("oidc_name")
    @classmethod
    def _check_name(cls, value: str) -> str:
        if not value.strip() or len(value) > 40 or harm_in(value):
            raise ValueError("verwacht een naam van ten hoogste 40 tekens")
        return value.strip()

    @field_validator("oidc_secret_file")
    @classmethod
    def _expand_secret_file(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("desk_passwords")
    @classmethod
    def _check_passwords(cls, value: bool, info: ValidationInfo) -> bool:
        if not value and not info.data.get("oidc_issuer"):
            raise ValueError("kan alleen false zijn met SPOORBOEK_OIDC_ISSUER; anders kan niemand zich aanmelden")
        return value

    @property
    def provider_settings(self) -> ProviderSettings:
        """Return what there is to know of the provider."""
        return ProviderSettings(
            self.oidc_issuer, self.oidc_client, self.oidc_secret_file, _listed(self.oidc_amr), _listed(self.oidc_acr)
        )


def is_loopback(address: str) -> bool:
    """Tell whether an address is of this machine, by number or as localhost."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    plain = not (parts.query or parts.fragment or parts.username)
    return (
        plain
        and bool(parts.hostname)
        and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address)))
    )


def _listed(value: str) -> frozenset[str]:
    return frozenset(each.strip() for each in value.split(",") if each.strip())
