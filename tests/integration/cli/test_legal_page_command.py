"""`spoorboek rules page` as people run it: a process of its own."""

from pathlib import Path

from support.command_line import spoorboek

from spoorboek.handbook.legal_page import legal_page
from spoorboek.statute.editions.edition import shipped_rules_text
from spoorboek.statute.law.milestones import rulebook


def test_the_page_is_printed_without_any_record(tmp_path: Path) -> None:
    """A lawyer gets the page of the product's rules on a machine where nothing was ever started."""
    ran = spoorboek(tmp_path, "rules", "page")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == legal_page(rulebook())
    assert list(tmp_path.iterdir()) == []


def test_changed_rules_are_read_before_they_are_applied(tmp_path: Path) -> None:
    """The page of a changed file differs from that of the product where the file does, and nowhere else."""
    path = tmp_path / "regels.yaml"
    path.write_text(shipped_rules_text().replace("due: D + 42\n", "due: D + 49\n"), encoding="utf-8")
    ran = spoorboek(tmp_path, "rules", "page", path)
    assert (ran.returncode, ran.stderr) == (0, "")
    pairs = zip(ran.stdout.splitlines(), legal_page(rulebook()).splitlines(), strict=True)
    assert {new.replace("49 ziektedagen (7 weken)", "42 ziektedagen (6 weken)") == old for new, old in pairs} == {True}
    assert ran.stdout != legal_page(rulebook())


def test_what_is_no_file_of_rules_is_refused_in_dutch(tmp_path: Path) -> None:
    """A wrong path or a wrong file gives one message that says what to give."""
    missing = spoorboek(tmp_path, "rules", "page", tmp_path / "weg.yaml")
    assert (missing.returncode, "Geef het pad van een regelbestand." in missing.stderr) == (2, True)
    other = tmp_path / "ander.yaml"
    other.write_text("a: 1\n", encoding="utf-8")
    wrong = spoorboek(tmp_path, "rules", "page", other)
    assert (wrong.returncode, "spoorboek rules show" in wrong.stderr) == (2, True)
