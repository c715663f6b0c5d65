"""A command that a setting names: with its whole path, and written so that it can be read."""

import pytest

from spoorboek.settings import Settings


@pytest.mark.parametrize("command", ["", "/usr/bin/clamdscan --no-summary -", "/opt/scan '{bestand}'"])
def test_a_command_is_taken_as_written(command: str) -> None:
    """None, with its input, or with the place of a file."""
    assert Settings(scan_command=f" {command} ").scan_command == command


@pytest.mark.parametrize("command", ["clamdscan -", "./scan", "/usr/bin/scan 'open", "~/scan"])
def test_a_command_that_may_be_another_is_refused(command: str) -> None:
    """Without its whole path a folder of somebody else may answer; without its last quote nobody knows what it says."""
    with pytest.raises(ValueError, match="verwacht een opdracht"):
        Settings(scan_command=command)
