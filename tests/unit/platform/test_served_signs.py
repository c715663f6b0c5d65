"""The signs a served process gives, how it hears that it must stop, and the secrets it begins with."""

import os
import socket
import stat
from pathlib import Path

import pytest
from support.faults.fault_injection import until

from spoorboek.errors import InputError
from spoorboek.platform.first_secrets import make_secrets
from spoorboek.platform.serve import sign_of_life
from spoorboek.platform.serve.sign_of_life import SignOfLife
from spoorboek.platform.serve.stopping import StopRequest
from spoorboek.settings import Settings


def test_the_file_says_that_a_process_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time is what a check of a container looks at; the number in it says whose sign it is."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    SignOfLife("worker", Settings(home=tmp_path)).give()
    assert (tmp_path / "alive-worker").read_text() == f"{os.getpid()}\n"


def test_systemd_hears_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the socket it names, once in ten seconds at most."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address := str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        signs = SignOfLife("api", Settings(home=tmp_path))
        signs.give()
        signs.give()
        assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
        systemd.setblocking(False)
        with pytest.raises(BlockingIOError):
            systemd.recv(100)


def test_work_of_one_piece_is_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration takes minutes; whoever looks for the sign must not end it in the middle."""
    monkeypatch.setattr(sign_of_life, "SIGN_SECONDS", 0.02)
    sign = tmp_path / "alive-services"
    with SignOfLife("services", Settings(home=tmp_path)).kept_up():
        until("a sign is given", sign.exists)
        sign.unlink()
        until("another is given", sign.exists)
    sign.unlink()
    assert not sign.exists()


def test_a_socket_and_a_folder_that_are_gone_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work goes on; whoever looks for the sign misses it."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "weg"))
    SignOfLife("api", Settings(home=tmp_path / "ook weg" / "en dit")).give()


def test_who_was_asked_to_stop_before_it_could_hears_it_at_once() -> None:
    """A signal that comes while a process begins is not lost."""
    stop, heard = StopRequest(), list[str]()
    stop.asked.set()
    stop.when_asked(lambda: heard.append("stop"))
    assert heard == ["stop"]


def test_the_first_secrets_are_for_their_owner_and_never_replaced(tmp_path: Path) -> None:
    """Made twice would be two installations, of which one cannot be read any more."""
    folder = tmp_path / "geheim"
    made = make_secrets(folder)
    texts = {name: (folder / name).read_text() for name in made}
    assert len({*texts.values()}) == len(texts)
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in made} == {0o600}
    with pytest.raises(InputError, match="bestaat al"):
        make_secrets(folder)
    assert {name: (folder / name).read_text() for name in made} == texts
