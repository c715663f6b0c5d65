"""The port of the server is held for its user, also while no server listens on it."""

import socket
from contextlib import ExitStack

import pytest
from support.machine.other_users import as_nobody, needs_root
from support.platforms import free_port

from spoorboek.platform.port import PortBusy, bind_server, hold_port

TAKE = """
import socket
for options in ((), (socket.SO_REUSEADDR,), (socket.SO_REUSEPORT,), (socket.SO_REUSEADDR, socket.SO_REUSEPORT)):
    for host in ("127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1"):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
            for option in options:
                taken.setsockopt(socket.SOL_SOCKET, option, 1)
            try:
                taken.bind((host, {port}))
                taken.listen()
            except OSError:
                continue
            print(host)
"""


@pytest.fixture
def held() -> int:
    """Choose a port nobody listens on."""
    return free_port()


def test_the_server_of_the_same_user_binds_what_is_held(held: int) -> None:
    """The first one and, when that is gone, the next; in between a connection is refused at once."""
    with ExitStack() as stack:
        hold_port(stack, held)
        for _ in range(2):
            with bind_server(held) as server:
                server.listen()
                socket.create_connection(("127.0.0.1", held), 5).close()
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", held), 5)


@needs_root
def test_another_user_cannot_take_what_is_held(held: int) -> None:
    """Whatever options it sets: the address clients send the secret to stays ours while the server is away."""
    with ExitStack() as stack:
        hold_port(stack, held)
        assert as_nobody("/usr/bin/python3", "-c", TAKE.format(port=held)).stdout.split() == []
    assert "127.0.0.1" in as_nobody("/usr/bin/python3", "-c", TAKE.format(port=held)).stdout.split()


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("listens", [False, True])
def test_a_port_somebody_has_is_refused(held: int, shared: bool, listens: bool) -> None:
    """Also one that another platform of this user holds, and one that is bound and silent."""
    with socket.socket() as taken:
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", held))
        if listens:
            taken.listen()
        with ExitStack() as stack, pytest.raises(PortBusy, match=f"SPOORBOEK_PORT={held + 10}"):
            hold_port(stack, held)


def test_a_port_is_free_again_afterwards(held: int) -> None:
    """A restart finds it free, also just after connections were open."""
    for _ in range(2):
        with ExitStack() as stack:
            hold_port(stack, held)
            with bind_server(held) as server:
                server.listen()
                client = socket.create_connection(("127.0.0.1", held), 5)
                accepted, _ = server.accept()
                accepted.close()
                client.close()
