"""The secret of an installation: made once, for its owner alone, shown to a person, never repeated in an error."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console
from support.command_in_process import Said, typed
from support.machine.other_users import give_away, rights

from spoorboek.platform.access_secret import AccessError, access_file, ensure_access, read_secret, renew_secret
from spoorboek.platform.supervisor import access_text
from spoorboek.platform.up import Platform
from spoorboek.settings import Settings

__all__ = ["typed"]
CHOSEN = "beheer:een-lang-eigen-geheim"


@pytest.fixture
def configuration(tmp_path: Path) -> Settings:
    """Make settings with a data directory that is there."""
    return Settings(home=tmp_path, api_secret=None)


def test_it_is_made_once(configuration: Settings) -> None:
    """The first start makes it and says so; later ones find it; others cannot read it, whatever the umask."""
    before = os.umask(0)
    try:
        first = ensure_access(configuration)
    finally:
        os.umask(before)
    second = ensure_access(configuration)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.secret.get_secret_value() == second.secret.get_secret_value() == read_secret(configuration)
    assert rights(access_file(configuration.home)) == 0o600
    assert first.secret.get_secret_value() not in repr(first)


def test_no_two_installations_have_the_same(tmp_path: Path) -> None:
    """It is made by chance alone, and long."""
    homes = [tmp_path / name for name in "abc"]
    for home in homes:
        home.mkdir()
    made = {ensure_access(Settings(home=home, api_secret=None)).secret.get_secret_value() for home in homes}
    assert len(made) == 3
    assert all(len(secret) > 40 and secret.startswith("spoorboek:") for secret in made)


def test_a_setting_comes_first_and_makes_no_file(configuration: Settings) -> None:
    """Who sets it knows it; it is not written down."""
    chosen = configuration.model_copy(update={"api_secret": SecretStr(CHOSEN)})
    access = ensure_access(chosen)
    assert (access.secret.get_secret_value(), access.is_new) == (CHOSEN, False)
    assert not access_file(chosen.home).exists()
    with pytest.raises(AccessError, match="SPOORBOEK_API_SECRET; wijzig het daar"):
        renew_secret(chosen)


def test_one_that_others_can_read_is_refused_until_it_is_replaced(configuration: Settings) -> None:
    """Nobody goes on with a secret that may be known; a new one is made in its place, closed."""
    old = ensure_access(configuration).secret.get_secret_value()
    access_file(configuration.home).chmod(0o640)
    for use in (read_secret, ensure_access):
        with pytest.raises(AccessError, match="maak een nieuw met `spoorboek access --new`") as refused:
            use(configuration)
        assert old not in str(refused.value)
    new = renew_secret(configuration)
    assert new != old
    assert read_secret(configuration) == new
    assert rights(access_file(configuration.home)) == 0o600


def test_one_of_another_user_is_refused(configuration: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever put it there knows it."""
    ensure_access(configuration)
    give_away(access_file(configuration.home), monkeypatch)
    with pytest.raises(AccessError, match="van een andere gebruiker"):
        read_secret(configuration)


@pytest.mark.parametrize(
    "content", [b"", b"kort", b"\xff\xfe" * 20, b"met een spatie erin, en lang genoeg", b"a\n" * 40]
)
def test_a_file_without_a_usable_secret_is_told(configuration: Settings, content: bytes) -> None:
    """One message with the place and what to do; the content is not repeated, the file not replaced in silence."""
    file = access_file(configuration.home)
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(AccessError, match=r"niet te gebruiken \(er staat geen bruikbaar toegangswoord in\)"):
        ensure_access(configuration)
    assert file.read_bytes() == content


def test_a_new_one_is_told_to_a_person_and_never_to_a_log(configuration: Settings) -> None:
    """At a terminal the first start shows it; into a file or a journal only where it stands, and later too."""
    new, known = ensure_access(configuration), ensure_access(configuration)
    word = new.secret.get_secret_value()
    for access, at_terminal, told in ((new, True, True), (new, False, False), (known, True, False)):
        platform = Platform(configuration, None, {}, [], access)
        text = access_text(platform, Console(file=io.StringIO(), force_terminal=at_terminal))
        assert (word in text) is told
        assert "spoorboek access" in text
    assert str(access_file(configuration.home)) in access_text(platform, Console(file=io.StringIO()))


def test_a_command_shows_it_and_makes_another(
    typed: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`spoorboek access` shows it; before the first start it says what to do; `--new` makes another."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path))
    none_yet = typed("access")
    assert (none_yet.code, none_yet.out) == (2, "")
    assert "Start `spoorboek up`: dat maakt het" in none_yet.err
    made = ensure_access(Settings(home=tmp_path, api_secret=None)).secret.get_secret_value()
    assert typed("access").out == f"{made}\n"
    renewed = typed("access", "--new")
    assert "Herstart `spoorboek up`" in renewed.out
    assert typed("access").out == f"{renewed.out.splitlines()[0]}\n" != f"{made}\n"


def test_who_cannot_write_it_is_told(
    typed: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No traceback for a data directory that is not there."""
    monkeypatch.setenv("SPOORBOEK_HOME", str(tmp_path / "weg"))
    said = typed("access", "--new")
    assert said.code == 2
    assert "kan niet worden geschreven" in said.err
    assert "Traceback" not in said.err
