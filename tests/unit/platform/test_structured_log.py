"""The log of a served process: lines of JSON, in one time zone, with no person in them."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from spoorboek.errors import PlatformError
from spoorboek.platform.serve.structured_log import line_of, log_as

log = logging.getLogger("spoorboek.serve.test")


@pytest.fixture(autouse=True)
def _as_worker() -> Iterator[None]:
    """Let this process log as a worker, and afterwards as before."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    log_as("worker")
    yield
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("spoorboek").setLevel(logging.NOTSET)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what was logged."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_record_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Also a message of several lines; with the moment as it is in Amsterdam, and the job."""
    log.info("Eerste\nen %s regel", "tweede")
    [line] = lines(capsys)
    assert (line["job"], line["level"], line["message"]) == ("worker", "info", "Eerste\nen tweede regel")
    assert str(line["at"])[-6:] in ("+01:00", "+02:00")


def test_an_error_of_a_library_is_told_without_what_it_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    """A driver quotes the row it could not write; the place in our code says enough."""
    try:
        raise ValueError("T. Kanarie, 123456782")
    except ValueError:
        log.exception("Lukte niet")
    [line] = lines(capsys)
    assert line["error"] == "ValueError"
    assert "test_structured_log.py" in str(line["where"])
    assert "Kanarie" not in json.dumps(line)


def test_an_error_of_ours_says_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Our messages name cases by number and settings by name."""
    try:
        raise PlatformError("De poort is bezet.")
    except PlatformError:
        log.exception("Lukte niet")
    assert lines(capsys)[0]["error_text"] == "De poort is bezet."


def test_a_message_that_does_not_fit_its_values_is_told_as_it_is() -> None:
    """Whatever a library logs, the process goes on."""
    record = logging.LogRecord("een.bibliotheek", logging.WARNING, "x.py", 1, "%d", ("geen getal",), None)
    assert line_of(record)["message"] == "%d"


def test_an_output_that_is_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collector of logs that went away, or a full disk, is no reason to stop working."""

    class Gone:
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    log.error("niemand hoort dit")
