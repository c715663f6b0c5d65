"""The ports of our servers: ours from the start of `up` to its end, also while the server is away.

Clients send the secret to whoever answers on the port, so nobody else may take it when the server dies.
"""

import socket
import time
from contextlib import ExitStack

from spoorboek.errors import PlatformError
from spoorboek.outside.files import reason_of

HOST = "127.0.0.1"


class PortBusy(PlatformError):
    """De poort is bezet."""


def hold_port(stack: ExitStack, port: int, host: str = HOST, variable: str = "SPOORBOEK_PORT") -> None:
    """Hold a free port until the stack is closed; `bind_server` of the same user can bind it meanwhile, nobody else.

    `variable` sets the port. Raises PortBusy when something else has it.
    """
    try:
        with _socket(host) as probe:  # not shared: it fails also when another platform of this user has the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
        stack.enter_context(_bind_shared(port, host))
    except OSError as error:
        raise PortBusy(
            f"Poort {port} op {host} is niet vrij ({reason_of(error)}). Stop wat daar draait, "
            f"of kies een andere poort, bijvoorbeeld {variable}={port + 10}."
        ) from error


def bind_server(port: int, host: str = HOST) -> socket.socket:
    """Bind the socket of the server to the port that `up` holds."""
    return _bind_shared(port, host, socket.SO_REUSEADDR)  # so that its ended connections do not keep the port busy


def await_listener(port: int, host: str, seconds: float) -> bool:
    """Wait until a server of this machine listens on a port; return whether one does within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with _socket(host) as probe:
            if probe.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _bind_shared(port: int, host: str, *options: int) -> socket.socket:
    # Linux lets sockets with this option share a port only when they are of one user. One that does not listen gets
    # no connections: while the server is away they are refused at once.
    bound = _socket(host)
    for option in (socket.SO_REUSEPORT, *options):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
