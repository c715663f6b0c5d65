"""The settings of an installation of several processes and machines; part of the one settings object."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from spoorboek.outside.secret_files import FiledSettings

ORIGIN = re.compile(r"https?://(?!\*)[a-z0-9.-]+(:[0-9]{1,5})?")
REDIS_SCHEMES = ("redis", "rediss", "redis+sentinel", "rediss+sentinel")


class ServeSettings(FiledSettings):
    """What the processes of `spoorboek serve` share: Prefect's database, Redis, the address of the API."""

    behind_proxy: bool = Field(
        default=False, description="true: ports may be reached from outside without TLS, for a proxy stands before them"
    )
    api_url: str = Field(default="", description="address of the Prefect API of `serve api`, or of the proxy before it")
    api_host: str = Field(
        default="127.0.0.1", validate_default=True, description="address of this machine for `serve api`"
    )
    api_connections: int = Field(
        default=15, ge=5, le=200, description="connections of `serve api` and `serve services` to Prefect's database"
    )
    prefect_database_url: SecretStr | None = Field(
        default=None, description="postgresql://… of Prefect's own database, for `serve api` and `serve services`"
    )
    redis_url: SecretStr | None = Field(
        default=None, description="redis://… between the processes of Prefect's server, for `serve`"
    )
    wait_seconds: int = Field(
        default=120, ge=1, le=86400, description="how long a process of `serve` waits for what it needs"
    )

    @field_validator("api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        address = value.strip().lower().rstrip("/")
        if address and not ORIGIN.fullmatch(address):
            raise ValueError("verwacht een adres zonder pad, zoals `https://prefect.bedrijf.nl`")
        return address

    @field_validator("api_host")
    @classmethod
    def _check_api_host(cls, value: str, info: ValidationInfo) -> str:
        try:
            address = ip_address(value)
        except ValueError:
            raise ValueError("verwacht een IP-adres van deze machine, zoals `127.0.0.1`") from None
        if not address.is_loopback and not info.data.get("behind_proxy"):
            raise ValueError(
                "is van buiten te bereiken, en deze poort heeft geen TLS. Zet er een proxy met TLS voor en zet dan "
                "SPOORBOEK_BEHIND_PROXY=true"
            )
        return str(address)

    @field_validator("prefect_database_url")
    @classmethod
    def _check_prefect_database(cls, value: SecretStr | None) -> SecretStr | None:
        return _with_scheme(value, ("postgresql", "postgres"), "postgresql://naam:…@host/prefect")

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: SecretStr | None) -> SecretStr | None:
        return _with_scheme(value, REDIS_SCHEMES, "redis://:…@host:6379/0")


def _with_scheme(value: SecretStr | None, schemes: tuple[str, ...], example: str) -> SecretStr | None:
    """Return an address that has one of these schemes; raises ValueError, without quoting it, for another."""
    if value is not None and urlsplit(value.get_secret_value().replace(",", ".")).scheme not in schemes:
        raise ValueError(f"verwacht een adres zoals `{example}`")
    return value
