"""What `spoorboek up` does when a process that died cannot be started again."""

import io
import sys
import time
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from spoorboek.platform.access_secret import Access
from spoorboek.platform.child_processes import ChildProcess
from spoorboek.platform.supervisor import mail_warning, restart_dead
from spoorboek.platform.up import Platform
from spoorboek.settings import Settings


def test_what_cannot_start_is_told_and_tried_again(tmp_path: Path) -> None:
    """Its log cannot be written, as on a full disk: one line, the platform goes on, and later it starts after all."""
    logs, said = tmp_path / "log", io.StringIO()
    child = ChildProcess("worker", [sys.executable, "-c", "import time; time.sleep(60)"], {}, logs / "w.log", tmp_path)
    settings = Settings(home=tmp_path, database_url=None, keys=None)
    platform = Platform(settings, None, {}, [child], Access(SecretStr("voor niemand")))
    console = Console(file=said, width=300)
    logs.write_text("hier hoort een map")
    assert restart_dead(platform, console) == []
    assert said.getvalue().count("kan niet opnieuw starten") == 1
    assert restart_dead(platform, console) == []  # it waits before it tries again
    assert said.getvalue().count("kan niet opnieuw starten") == 1
    logs.unlink()
    time.sleep(max(0.0, child.not_before - time.monotonic()))
    assert restart_dead(platform, console) == ["worker"]
    child.stop()


def test_without_a_mail_server_the_start_says_where_mail_lies(tmp_path: Path) -> None:
    """It names the setting and the folder; with a server it says nothing."""
    said = mail_warning(Settings(home=tmp_path, smtp_host=None))
    assert "geen mailserver ingesteld (SPOORBOEK_SMTP_HOST)" in said
    assert said.endswith(f"klaargezet in {tmp_path.resolve() / 'mail'}.")
    assert mail_warning(Settings(home=tmp_path, smtp_host="mail.acme.example")) == ""
