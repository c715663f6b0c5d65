"""A mail server that stops answering where a test says so: silent, dripping, or breaking off; on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ANSWERS = {
    "EHLO": b"250-mail.example\r\n250 8BITMIME\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
    "RSET": b"250 OK\r\n",
    "QUIT": b"221 bye\r\n",
}
DRIP_SECONDS = 0.1


class HangingServer:
    """A server that takes every mail, until it comes to `where`: a command, `connect` or `mail`; then it does `what`.

    `what`: `hang` (say nothing), `drip` (a byte at a time, never a whole answer), `drop` (close the connection).
    """

    def __init__(self, where: str, what: str) -> None:
        self.where, self.what, self.taken, self.asked = where, what, 0, 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no connections any more, and end all that hang."""
        self._open = False
        self._listening.close()

    def _serve(self) -> None:
        while self._open:
            with suppress(OSError):
                connection, _ = self._listening.accept()
                threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            if not self._answer(connection, "connect", b"220 mail.example\r\n"):
                return
            for line in lines:
                command = line[:4].upper().decode()
                if not self._answer(connection, command, ANSWERS.get(command, b"500 what\r\n")):
                    return
                if command == "DATA" and not self._take(connection, lines):
                    return

    def _take(self, connection: socket.socket, lines: Iterator[bytes]) -> bool:
        """Read a mail to its end and answer; tell whether the conversation goes on."""
        if b".\r\n" not in lines:  # reads on to that line
            return False
        self.taken += 1
        return self._answer(connection, "mail", b"250 OK\r\n")

    def _answer(self, connection: socket.socket, place: str, answer: bytes) -> bool:
        """Answer, unless this is the place; tell whether the conversation goes on."""
        if place != self.where:
            connection.sendall(answer)
            return True
        self.asked += 1
        while self._open and self.what != "drop":
            if self.what == "drip":
                connection.sendall(b"2")
            time.sleep(DRIP_SECONDS)
        return False


@contextmanager
def hanging_server(where: str, what: str) -> Iterator[HangingServer]:
    """Run such a server for the duration of the block."""
    server = HangingServer(where, what)
    try:
        yield server
    finally:
        server.close()
