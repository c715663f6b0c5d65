"""Ask the advisory databases what is known of the locked packages.

Exit code 0: nothing is known, or nobody could be asked, which is said plainly; 1: something is known. A machine
without a network breaks no build, and never reads as a clean bill.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "requirements.lock"
SOURCES = ("osv", "pypi")


def ask(source: str, lock: Path = LOCK) -> list[dict[str, Any]] | None:
    """Return what a database knows of every locked package; None when it gives no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip", "--require-hashes"]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", "15", "--vulnerability-service", source]
    answer = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return found


def verdict(answers: dict[str, list[dict[str, Any]] | None]) -> tuple[int, str]:
    """Return the exit code and the text for the answers of the databases, by name."""
    given = {source: answer for source, answer in answers.items() if answer and any("vulns" in each for each in answer)}
    if not given:
        asked = " nor ".join(answers)
        return 0, f"NOT CHECKED: neither {asked} could be reached. Nothing is known; run `make audit` with a network."
    lines = {
        f"{package['name']} {package['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'none'}"
        for answer in given.values()
        for package in answer
        for each in package.get("vulns", ())
    }
    skipped = sorted({each["name"] for answer in given.values() for each in answer if "vulns" not in each})
    count = max(sum("vulns" in each for each in answer) for answer in given.values())
    head = f"{count} packages, asked of {', '.join(given)}: {len(lines) or 'no'} known vulnerabilities."
    left = [f"NOT CHECKED: {', '.join(skipped)}."] if skipped else []
    return int(bool(lines)), "\n".join([head, *sorted(lines), *left])


if __name__ == "__main__":
    code, text = verdict({source: ask(source) for source in SOURCES})
    print(text)
    sys.exit(code)
