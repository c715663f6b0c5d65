"""Secrets in files: `SPOORBOEK_…_FILE` names the file a secret stands in, as containers and systemd mount it."""

import os
import stat
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of

SUFFIX = "_FILE"
MOST_BYTES_OF_SECRET = 64_000
TOO_OPEN = stat.S_IRWXO | stat.S_IWGRP  # a mounted secret may belong to root and the group of the process


class SecretFileError(PlatformError):
    """Een bestand met een geheim is niet te gebruiken."""


class SecretFiles(PydanticBaseSettingsSource):
    """A source of settings: for each secret, what stands in the file that its variable with `_FILE` names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the text of the file of a secret, None without one; the name of the field; that it is plain text.

        Raises SecretFileError when the file is not to be used, or the variable itself says something else.
        """
        variable = f"{self.config.get('env_prefix', '')}{field_name}".upper()
        path = os.environ.get(variable + SUFFIX)
        if not path or not _is_secret(field):
            return None, field_name, False
        text = read_secret_file(variable + SUFFIX, Path(path))
        if os.environ.get(variable, text) != text:
            raise SecretFileError(
                f"{variable} en {variable}{SUFFIX} zijn allebei gezet en zeggen iets anders. Zet er één van."
            )
        return text, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the secrets that stand in files, by field."""
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: text for name, text in found.items() if text is not None}


class FiledSettings(BaseSettings):
    """Settings of which each secret may also stand in a file."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read them from code, the environment, the files the environment names, and nothing else."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, SecretFiles(settings_cls)


def read_secret_file(variable: str, path: Path) -> str:
    """Return the secret in a file, without the white space around it. `variable`: which setting named it.

    Raises SecretFileError, without quoting it, when it cannot be read, is no file, is empty, or others can read it.
    """
    try:
        with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:  # no pipe is waited for
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise SecretFileError(f"{variable} noemt {path}, en dat is geen gewoon bestand.")
            if found.st_mode & TOO_OPEN:
                raise SecretFileError(
                    f"{variable} noemt {path}, en dat is voor iedereen op deze machine of voor anderen te schrijven. "
                    "Geef het de rechten 0400, of 0440 met de groep van Spoorboek, en vervang het geheim als iemand "
                    "het gelezen kan hebben."
                )
            text = file.read(MOST_BYTES_OF_SECRET).decode("utf-8").strip()
    except OSError as error:
        raise SecretFileError(f"{variable} noemt {path}, en dat is niet te lezen ({reason_of(error)}).") from None
    except UnicodeDecodeError:
        raise SecretFileError(f"{variable} noemt {path}, en daarin staat geen tekst.") from None
    if not text:
        raise SecretFileError(f"{variable} noemt {path}, en dat is leeg.")
    return text


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))
