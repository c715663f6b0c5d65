"""A mailbox on a real IMAP server, Dovecot, on loopback, for tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from imap_tools import MailBox
from support.mail_server import free_port

from spoorboek.demo.bureau.certificate import certificate
from tasks.outbox.transport import tls_context

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "dovecot"
READY_SECONDS = 20
CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
{users}
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class ImapServer:
    """A running server: its port, and its mailbox of user `verzuim` with password `geheim`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        own = f"default_internal_user = {who.pw_name}\ndefault_login_user = {who.pw_name}"
        users = "" if os.geteuid() == 0 else own
        (folder / "mail").mkdir()
        os.chown(folder / "mail", who.pw_uid, who.pw_gid)
        values = {"folder": folder, "uid": who.pw_uid, "gid": who.pw_gid, "port": self.port, "users": users}
        (folder / "dovecot.conf").write_text(CONFIGURATION.format(**values))
        certificate(folder)
        self._process = subprocess.Popen([PROGRAM, "-F", "-c", folder / "dovecot.conf"], stderr=subprocess.DEVNULL)

    def open(self) -> MailBox:
        """Log in, once the server is there."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                box = MailBox("127.0.0.1", self.port, timeout=5, ssl_context=tls_context("127.0.0.1"))
                return box.login("verzuim", "geheim")  # type: ignore[no-any-return]
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def deliver(self, *mails: str) -> None:
        """Put mails in the mailbox."""
        with self.open() as box:
            for mail in mails:
                box.append(mail.replace("\n", "\r\n").encode(), "INBOX")

    def ids(self, folder: str) -> int:
        """Count the mails in a folder; none when there is no such folder."""
        with self.open() as box:
            if not box.folder.exists(folder):
                return 0
            box.folder.set(folder)
            return len(box.uids("ALL"))

    def stop(self) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(20)


@pytest.fixture
def imap(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    """Run a server with an empty mailbox, and set that mail comes back to it."""
    with tempfile.TemporaryDirectory(prefix="imap-") as name:
        Path(name).chmod(0o755)
        server = ImapServer(Path(name))
        for variable, value in {
            "HOST": "127.0.0.1",
            "PORT": server.port,
            "USER": "verzuim",
            "PASSWORD": "geheim",
        }.items():
            monkeypatch.setenv(f"SPOORBOEK_IMAP_{variable}", str(value))
        try:
            server.open().logout()
            yield server
        finally:
            server.stop()
