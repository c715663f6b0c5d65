"""A secret in a file: read as a whole, refused where others can read it, and never said twice in two ways."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from spoorboek.outside.secret_files import SecretFileError
from spoorboek.settings import settings

TEXT = "redis://:geheim-woord@127.0.0.1:6379/0"
VARIABLE = "SPOORBOEK_REDIS_URL"


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Path:
    """Name a file with a secret, for its owner alone."""
    path = tmp_path / "redis"
    path.write_text(f"{TEXT}\n")
    path.chmod(0o400)
    monkeypatch.setenv(f"{VARIABLE}_FILE", str(path))
    fresh()
    return path


def said() -> str:
    """Return the secret as the settings have it."""
    secret = settings().redis_url
    assert secret
    return secret.get_secret_value()


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600, 0o640])
def test_a_secret_is_read_from_the_file_that_is_named(named: Path, mode: int) -> None:
    """Without the end of its line, and also where a group may read it, as mounted secrets have it."""
    named.chmod(mode)
    assert said() == TEXT


def test_a_link_to_the_file_is_followed(named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kubernetes mounts a secret as a link into a folder it replaces as a whole."""
    link = tmp_path / "koppeling"
    link.symlink_to(named)
    monkeypatch.setenv(f"{VARIABLE}_FILE", str(link))
    assert said() == TEXT


def test_the_variable_may_say_the_same_and_nothing_else(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process passes on what it read; two that differ are a mistake nobody should have to find."""
    monkeypatch.setenv(VARIABLE, TEXT)
    assert said() == TEXT
    settings.cache_clear()
    monkeypatch.setenv(VARIABLE, "redis://elders:6379/0")
    with pytest.raises(SecretFileError, match=f"{VARIABLE} en {VARIABLE}_FILE .* allebei gezet") as refused:
        said()
    assert "geheim-woord" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o444, 0o604, 0o660, 0o602, 0o777])
def test_a_file_others_can_read_or_change_is_refused(named: Path, mode: int) -> None:
    """Whoever read it knows the secret, so that has to be told; the secret itself is not."""
    named.chmod(mode)
    with pytest.raises(SecretFileError, match=f"{VARIABLE}_FILE noemt .* rechten 0400") as refused:
        said()
    assert "geheim-woord" not in str(refused.value)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "niet te lezen .dat pad bestaat niet."),
        (lambda path: path.mkdir(mode=0o700), "dat is een map"),
        (lambda path: os.mkfifo(path, 0o600), "geen gewoon bestand"),
        (lambda path: path.write_bytes(b" \n"), "leeg"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "geen tekst"),
    ],
    ids=["none", "folder", "pipe", "empty", "binary"],
)
def test_what_is_no_file_with_a_secret_is_named(named: Path, make: Callable[[Path], object], told: str) -> None:
    """One line, with the variable; a pipe keeps nobody waiting."""
    named.unlink()
    make(named)
    if named.is_file():
        named.chmod(0o600)
    with pytest.raises(SecretFileError, match=f"{VARIABLE}_FILE noemt .*{told}"):
        said()


def test_what_is_no_secret_is_not_read_from_a_file(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port in a file would be one more way to say the same."""
    monkeypatch.setenv("SPOORBOEK_PORT_FILE", str(named))
    assert settings().port == 4200
