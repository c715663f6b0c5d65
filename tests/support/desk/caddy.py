"""Caddy, from Debian, before the desk: with the Caddyfile of the handbook, and a certificate of its own authority."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.platforms import free_port
from support.repository import ROOT

from spoorboek.platform.port import await_listener

PAGE = ROOT / "docs" / "handboek" / "werkplek.md"
SITE, DESK = "werkplek.bedrijf.nl", "127.0.0.1:4280"
# Of the machine it runs on here, not of the site: no other port is opened, nothing is put into a store of certificates.
AROUND = """{{
    admin off
    skip_install_trust
    auto_https disable_redirects
    storage file_system {folder}
}}
"""
STARTS_WITHIN = 30.0  # seconds


def caddyfile_of_the_handbook() -> str:
    """Return the Caddyfile that the handbook gives."""
    found = re.search(rf"(?m)^    {re.escape(SITE)} \{{\n(?:    .*\n)+?    \}}\n", PAGE.read_text(encoding="utf-8"))
    assert found
    return "\n".join(line[4:] for line in found[0].splitlines()) + "\n"


@contextmanager
def caddy_before(desk_port: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Run Caddy before a desk on loopback; yield its address, and the certificate of its authority."""
    program = shutil.which("caddy")
    assert program, "run `make browser` first: Caddy is missing"
    port = free_port()
    site = (
        caddyfile_of_the_handbook().replace(SITE, f"https://localhost:{port}").replace(DESK, f"127.0.0.1:{desk_port}")
    )
    (folder / "Caddyfile").write_text(AROUND.format(folder=folder) + site)
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    try:
        assert await_listener(port, "127.0.0.1", STARTS_WITHIN), (folder / "log").read_text()
        yield f"https://localhost:{port}", folder / "pki" / "authorities" / "local" / "root.crt"
    finally:
        process.terminate()
        process.wait()
