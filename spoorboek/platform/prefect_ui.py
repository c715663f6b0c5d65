"""Disable the second of the two UIs that Prefect 3.9 serves.

The second loads settings of Amplitude from the internet on every page, whatever `PREFECT_SERVER_ANALYTICS_ENABLED` is.
Its pages are replaced by one that redirects to the first.
"""

from importlib.metadata import version
from pathlib import Path

from spoorboek.private_files import make_private_folder, write_private_file

REFERENCE = "UI_SERVE_BASE"  # Prefect does not overwrite a folder that holds this file with the expected content
REDIRECT_PAGE = """<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<title>Spoorboek</title>
<p>Deze weergave van Prefect is uitgezet: zij haalt gegevens van internet. <a href="/dashboard">Terug</a></p>
<script>
document.cookie = "prefect_ui_version=v1; Path=/; Max-Age=31536000; SameSite=Lax";
location.replace("/dashboard");
</script>
</html>
"""


def ui_folder(home: Path) -> Path:
    """Return the folder of the server's static UI files."""
    return home.resolve() / "prefect" / "ui"


def replace_second_ui(home: Path) -> None:
    """Replace the second UI by a page that redirects to the first; call it before the server starts."""
    second = ui_folder(home) / "v2"
    make_private_folder(second)
    write_private_file(second / "index.html", REDIRECT_PAGE.encode())
    write_private_file(second / REFERENCE, f"v2:{version('prefect')}:/v2".encode())
