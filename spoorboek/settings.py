"""The settings of an installation, read from the environment (`SPOORBOEK_…`)."""

import re
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict

from spoorboek.errors import PlatformError
from spoorboek.outside.desk_settings import DeskSettings
from spoorboek.outside.mail_sender import Sender, read_sender
from spoorboek.outside.plain_words import harm_in
from spoorboek.outside.serve_settings import ORIGIN

OPERATOR = re.compile(r"[a-z][a-z0-9-]{1,29}")
HEARTBEAT = re.compile(r"https?://[!-~]+")
SECRET = re.compile(r"[!-~]{20,200}")  # printable ASCII: Prefect compares nothing else
EXPECTED = {
    "int_parsing": "een geheel getal",
    "bool_parsing": "true of false",
    "greater_than_equal": "{ge} of meer",
    "less_than_equal": "ten hoogste {le}",
}
CERTIFICATES = [f"{door}_certificate{part}" for door in ("bureau", "desk") for part in ("", "_key")]
TAKEN = {"import", "spoorboek", "verhaal"}  # actors in the record that are not people


class SettingsError(PlatformError):
    """Een instelling klopt niet."""


class Settings(DeskSettings):
    """The settings that can differ between installations. Ports are TCP ports, times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="SPOORBOEK_")

    home: Path = Field(default=Path("var"), description="folder of all data of an embedded installation")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… of the case database; empty: embedded"
    )
    owner_database_url: SecretStr | None = Field(
        default=None, description="the same database for the owner of its tables; for `spoorboek up` alone"
    )
    keys: SecretStr | None = Field(
        default=None, description="encryption keys, comma separated, newest first; empty: HOME/keys"
    )
    ledger_key: SecretStr | None = Field(default=None, description="key of the ledger; empty: HOME/ledger.key")
    backup_key: SecretStr | None = Field(
        default=None, description="key of backups (AGE-SECRET-KEY-…); empty: HOME/backup-key"
    )
    backup_folder: Path | None = Field(default=None, description="folder of backups; empty: HOME/reservekopie")
    backups_kept: str = Field(default="7,5,12", description="nightly backups to keep: days, weeks, months")
    port: int = Field(default=4200, ge=1, le=65535, description="port of the Prefect server and UI on 127.0.0.1")
    api_secret: SecretStr | None = Field(
        default=None, description="what the Prefect UI and API ask for; empty: HOME/access, made at the first start"
    )
    origins: str = Field(
        default="", description="other addresses of the UI, comma separated, such as that of a proxy in front of it"
    )
    slots: int = Field(default=8, ge=1, le=64, description="number of wakes at the same time in one worker")
    operators: str = Field(
        default="operator-1,operator-2,operator-3", description="codes of the people who may act at first"
    )
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = True
    mail_from: str = Field(default="spoorboek@localhost", description="sender of all mail, with or without a name")
    returns: Path | None = Field(
        default=None, description="folder with mail that came back: a maildir, or .eml files; empty: none is read"
    )
    imap_host: str | None = Field(default=None, description="server of the mailbox mail comes back to; empty: none")
    imap_port: int = Field(default=993, ge=1, le=65535, description="port for IMAP within TLS")
    imap_user: str | None = None
    imap_password: SecretStr | None = None
    imap_folder: str = Field(default="INBOX", description="folder of the mailbox that is read, and emptied by moving")
    bureau_port: int | None = Field(
        default=None, ge=1, le=65535, description="port where bureaus bring signed messages; empty: there is none"
    )
    bureau_host: str = Field(default="127.0.0.1", description="address of this machine for that port")
    bureau_certificate: Path | None = Field(default=None, description="TLS certificate for that port (PEM)")
    bureau_certificate_key: Path | None = Field(
        default=None, validate_default=True, description="its private key (PEM)"
    )
    desk_port: int = Field(default=4280, ge=0, le=65535, description="port of the desk; 0: there is none")
    desk_host: str = Field(default="127.0.0.1", description="address of this machine for that port")
    desk_certificate: Path | None = Field(default=None, description="TLS certificate for that port (PEM)")
    desk_certificate_key: Path | None = Field(default=None, validate_default=True, description="its private key (PEM)")
    answers_mail: str | None = Field(
        default=None, description="address bureaus answer to: of the mailbox that is read; empty: the casemanager's"
    )
    operations_mail: str = Field(
        default="operatie@localhost", description="recipient of mail that has no other recipient"
    )
    resume_minutes: int = Field(
        default=15, ge=-1, le=10080, description="after which what somebody paused goes on by itself; -1: never"
    )
    heartbeat: str = Field(
        default="", description="file written or https:// address called while all is well; empty: HOME/heartbeat"
    )

    @field_validator("bureau_host", "desk_host")
    @classmethod
    def _check_host(cls, value: str) -> str:
        try:
            return str(ip_address(value))
        except ValueError:
            raise ValueError("verwacht een IP-adres van deze machine, zoals `127.0.0.1`") from None

    @field_validator("bureau_certificate_key", "desk_certificate_key")
    @classmethod
    def _check_door(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        door = str(info.field_name).partition("_")[0]
        port, host, certificate = (info.data.get(f"{door}_{name}") for name in ("port", "host", "certificate"))
        variable = f"SPOORBOEK_{door.upper()}"
        if (certificate is None) != (value is None):
            raise ValueError(f"hoort bij {variable}_CERTIFICATE; zet beide of geen van beide")
        open_ = value is None and not info.data.get("behind_proxy")
        if port and host and open_ and not ip_address(host).is_loopback:
            raise ValueError(
                f"verwacht de sleutel van een certificaat (met {variable}_CERTIFICATE), want "
                f"{variable}_HOST is van buiten te bereiken; zonder TLS kan alleen 127.0.0.1, of achter een proxy "
                "(SPOORBOEK_BEHIND_PROXY)"
            )
        return value

    @field_validator("home", "backup_folder", "returns", *CERTIFICATES)
    @classmethod
    def _expand_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("backups_kept")
    @classmethod
    def _check_kept(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{1,3}){2}", value.replace(" ", "")) or not any(
            map(int, value.split(","))
        ):
            raise ValueError("verwacht drie aantallen met een komma ertussen: dagen, weken, maanden, zoals `7,5,12`")
        return value

    @field_validator("smtp_host", "smtp_user", "imap_host", "imap_user", "imap_folder")
    @classmethod
    def _check_words(cls, value: str | None) -> str | None:
        if value and (harm := harm_in(value)):
            raise ValueError(f"verwacht tekst zonder {harm}")
        return value

    @field_validator("heartbeat")
    @classmethod
    def _check_heartbeat(cls, value: str) -> str:
        if "://" in value and not HEARTBEAT.fullmatch(value):
            raise ValueError("verwacht een bestand, of een adres zoals `https://bewaking.bedrijf.nl/spoorboek`")
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, value: str) -> str:
        read_sender(value)
        return value

    @field_validator("operations_mail", "answers_mail")
    @classmethod
    def _read_address(cls, value: str | None) -> str | None:
        return read_sender(value).address if value else None

    @field_validator("operators")
    @classmethod
    def _check_operators(cls, value: str) -> str:
        codes = [code.strip() for code in value.split(",") if code.strip()]
        for code in codes:
            check_operator_code(code)
        if not codes or len(set(codes)) < len(codes):
            raise ValueError("verwacht codes met een komma ertussen, zoals `operator-1,operator-2`; leeg of dubbel")
        return value

    @field_validator("api_secret", "monitor_token")
    @classmethod
    def _check_api_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_api_secret(value.get_secret_value())
        return value

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, value: str) -> str:
        origins = [origin.strip().lower() for origin in value.split(",") if origin.strip()]
        if wrong := [origin for origin in origins if not ORIGIN.fullmatch(origin)]:
            raise ValueError(
                "verwacht adressen zonder pad, met een komma ertussen, zoals `https://spoorboek.bedrijf.nl`; "
                f"niet goed: {', '.join(wrong)}"
            )
        return ",".join(origins)

    @property
    def own_origins(self) -> list[str]:
        """List the addresses of the UI as a browser names them: this machine, by number and name, and `origins`."""
        return [f"http://{host}:{self.port}" for host in ("127.0.0.1", "localhost")] + [
            each for each in self.origins.split(",") if each
        ]

    @property
    def desk_origins(self) -> list[str]:
        """List the addresses of the desk as a browser names them; the one people are given comes first.

        A desk with an address of its own answers to that one alone: a cookie of TLS is of no use without.
        """
        if self.desk_address:
            return [self.desk_address]
        scheme = "https" if self.desk_certificate else "http"
        hosts = [self.desk_host, "localhost"] if ip_address(self.desk_host).is_loopback else [self.desk_host]
        return [f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.desk_port}" for host in hosts]

    @property
    def sender(self) -> Sender:
        """Return name and address mail is sent from; checked when the settings were read."""
        return read_sender(self.mail_from)

    @property
    def operator_codes(self) -> list[str]:
        """List the codes of the operators a new record begins with, in the order given."""
        return [code.strip() for code in self.operators.split(",") if code.strip()]

    @property
    def folder_of_backups(self) -> Path:
        """Return the folder in which backups are kept."""
        return self.backup_folder or self.home / "reservekopie"

    @property
    def mail_folder(self) -> Path:
        """Return the folder for mails as .eml files, used when no SMTP server is set."""
        return self.home / "mail"


def check_operator_code(code: str) -> None:
    """Raise ValueError for what cannot be the code of an operator; it names people in the record and in Prefect."""
    if not OPERATOR.fullmatch(code) or code in TAKEN:
        raise ValueError(
            "verwacht een code van 2 tot 30 kleine letters, cijfers en streepjes, zoals `operator-1` (geen namen, geen "
            f"adressen); niet goed: {code}"
        )


def check_api_secret(text: str) -> str:
    """Return a secret that Prefect and a browser can use; raises ValueError, without quoting it."""
    if not SECRET.fullmatch(text):
        raise ValueError("verwacht 20 tot 200 letters, cijfers en leestekens, zonder spaties, zoals `naam:geheim…`")
    return text


@cache
def settings() -> Settings:
    """Return the settings of this process, read once. Raises SettingsError, which names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_problem_text, error.errors(include_input=False)))) from None


def _problem_text(problem: ErrorDetails) -> str:
    """Describe what is wrong with one variable, without its value, which may be secret."""
    variable = f"SPOORBOEK_{'_'.join(map(str, problem['loc']))}".upper()
    own_message = problem["msg"].partition("Value error, ")[2]
    expected = EXPECTED.get(problem["type"], "een andere waarde").format_map(problem.get("ctx", {}))
    return f"De instelling {variable} klopt niet: {own_message or f'verwacht {expected}'}."
