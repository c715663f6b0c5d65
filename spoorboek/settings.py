"""The one settings object, read from the environment (`SPOORBOEK_…`)."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between two installations. Ports are TCP ports, times are seconds."""

    model_config = SettingsConfigDict(env_prefix="SPOORBOEK_")

    home: Path = Field(default=Path("var"), description="everything the embedded default keeps lives here")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… of the case database; empty: embedded"
    )
    keys: SecretStr | None = Field(
        default=None, description="encryption keys, comma separated, newest first; empty: HOME/keys"
    )
    port: int = Field(default=4200, description="port of the Prefect server and UI on 127.0.0.1")
    slots: int = Field(default=8, description="wakes at the same time in one worker")
    operators: str = Field(default="operator-1,operator-2,operator-3", description="codes of the people who may act")
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = True
    mail_from: str = "spoorboek@localhost"
    operations_mail: str = Field(default="operatie@localhost", description="who hears of work that nobody may see")

    @property
    def operator_codes(self) -> list[str]:
        """List the codes of the known operators, in the order given."""
        return [code.strip() for code in self.operators.split(",") if code.strip()]

    @property
    def mail_folder(self) -> Path:
        """Name the folder that takes the mails as .eml files where no SMTP server is set."""
        return self.home / "mail"


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
