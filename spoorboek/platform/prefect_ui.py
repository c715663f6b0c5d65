"""One UI: the first of the two that Prefect 3.8 serves.

The second loads its settings of Amplitude from the internet on every page, whatever `PREFECT_SERVER_ANALYTICS_ENABLED`
says; whoever opens it, is sent back to the first.
"""

from importlib.metadata import version
from pathlib import Path

REFERENCE = "UI_SERVE_BASE"  # Prefect leaves a folder with this file and the right words in it as it is
BACK = """<!doctype html>
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
    """Name the folder the server keeps its pages in."""
    return home.resolve() / "prefect" / "ui"


def keep_to_one(home: Path) -> None:
    """Put a page that leads back in the place of the second UI, before the server starts."""
    second = ui_folder(home) / "v2"
    second.mkdir(parents=True, exist_ok=True)
    (second / "index.html").write_text(BACK, encoding="utf-8")
    (second / REFERENCE).write_text(f"v2:{version('prefect')}:/v2", encoding="utf-8")
