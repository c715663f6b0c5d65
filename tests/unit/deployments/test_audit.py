"""The audit tells a clean answer from no answer."""

from typing import Any

import pytest

from deployments.audit import ask, verdict

CLEAN: dict[str, Any] = {"name": "rich", "version": "14.0.0", "vulns": []}
WRONG = {"name": "jinja2", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1"]}]}


def test_nobody_to_ask_is_said_plainly_and_breaks_nothing() -> None:
    """Without an answer the exit code is 0, and the text does not read as a clean bill."""
    code, text = verdict({"osv": None, "pypi": None})
    assert code == 0
    assert text.startswith("NOT CHECKED: neither osv nor pypi could be reached.")
    assert "no known" not in text


def test_a_known_vulnerability_fails_and_is_named() -> None:
    """One database that knows of something is enough; the version that mends it is named."""
    code, text = verdict({"osv": [CLEAN, WRONG], "pypi": None})
    assert (code, text.splitlines()) == (
        1,
        ["2 packages, asked of osv: 1 known vulnerabilities.", "jinja2 1.0: CVE-1, mended in 3.1"],
    )


def test_a_package_that_was_skipped_is_named() -> None:
    """What a database does not know is no clean bill either."""
    code, text = verdict({"osv": [CLEAN, {"name": "x", "skip_reason": "unknown"}]})
    assert (code, text.splitlines()[1]) == (0, "NOT CHECKED: x.")


def test_an_answer_about_no_package_is_no_answer() -> None:
    """A database that skips every package has checked nothing."""
    code, text = verdict({"osv": None, "pypi": [{"name": "x", "skip_reason": "unknown"}]})
    assert (code, text.startswith("NOT CHECKED: neither osv nor pypi")) == (0, True)


def test_a_machine_without_network_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real tool, with a way out that leads nowhere: no answer, and no traceback."""
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask("osv") is None
