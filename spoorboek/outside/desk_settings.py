"""The settings of the desk beside its port; part of the one settings object."""

from ipaddress import ip_address

from pydantic import Field, SecretStr, field_validator

from spoorboek.outside.command_words import Command
from spoorboek.outside.openid_settings import OpenidSettings
from spoorboek.outside.serve_settings import ORIGIN


class DeskSettings(OpenidSettings):
    """How people and monitors reach the desk, what looks at files that come in there, and how long its mail waits."""

    desk_address: str = Field(
        default="", description="address people reach the desk at, such as that of a proxy in front of it"
    )
    desk_proxies: str = Field(
        default="", description="addresses of proxies whose word about the client is believed, comma separated"
    )
    monitor_token: SecretStr | None = Field(
        default=None, description="what a monitor shows to read /gezond and /metrics; empty: this machine alone"
    )
    day_report_hour: int = Field(default=7, ge=7, le=12, description="hour of the day report, in Amsterdam")
    scan_command: Command = Field(default="", description="looks for viruses in each file that comes in; empty: none")
    scan_seconds: int = Field(default=60, ge=1, le=600, description="how long that may take for one file")
    recall_minutes: int = Field(
        default=15,
        ge=0,
        le=120,
        description="so long mail waits to be called back after something was recorded at the desk; 0: not at all",
    )

    @field_validator("desk_address")
    @classmethod
    def _check_desk_address(cls, value: str) -> str:
        address = value.strip().lower().rstrip("/")
        if address and not ORIGIN.fullmatch(address):
            raise ValueError("verwacht een adres zonder pad, zoals `https://werkplek.bedrijf.nl`")
        return address

    @field_validator("desk_proxies")
    @classmethod
    def _check_proxies(cls, value: str) -> str:
        try:
            return ",".join(str(ip_address(each.strip())) for each in value.split(",") if each.strip())
        except ValueError:
            raise ValueError("verwacht IP-adressen met een komma ertussen, zoals `127.0.0.1`") from None

    @property
    def desk_proxy_addresses(self) -> list[str]:
        """List the addresses of the proxies in front of the desk."""
        return [each for each in self.desk_proxies.split(",") if each]
