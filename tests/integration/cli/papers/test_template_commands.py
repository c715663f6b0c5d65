"""`spoorboek templates …`: which template is in force, a text to begin with, and a check that ends in 1."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session
from support.command_in_process import Said
from support.own_templates import own_text, put, with_words

from models.tables import Case

Typed = Callable[..., Said]


def test_a_house_begins_with_the_shipped_text_and_sees_it_in_force(
    session: Session, typed: Typed, make_case: Callable[..., Case]
) -> None:
    """Show, put in place, check, list; a wrong one is named with its line, and a folder of one's own can be checked."""
    make_case()
    home = Path(os.environ["SPOORBOEK_HOME"])
    assert "geen eigen sjablonen" in typed("templates", "check").out
    shown = typed("templates", "show", "Uitnodiging-spreekuur")
    assert (shown.code, shown.out) == (0, own_text())
    put(home, shown.out)
    checked = typed("templates", "check")
    assert (checked.code, checked.out) == (0, "1 eigen sjabloon is in orde.\n")
    put(home, with_words("<script>x</script>"), employer="bakkerij")
    said = typed("templates", "check", "--json")
    answer = json.loads(said.out)
    (fault,) = answer["faults"]
    assert (said.code, said.err, answer["checked"]) == (1, "", 2)
    assert (fault["code"], fault["line"], fault["in_use"]) == ("element", 5, False)
    assert fault["path"] == "werkgever/bakkerij/brief/uitnodiging_spreekuur.html"
    elsewhere = typed("templates", "check", home / "sjablonen")
    assert elsewhere.code == 1
    assert "regel 5: `<script>` kan niet" in elsewhere.out
    assert "2 nagezien, 1 niet in orde; 1 wordt niet gebruikt." in elsewhere.out
    listed = typed("templates", "list").out
    rows = [" ".join(line.split()) for line in listed.splitlines() if line.startswith("uitnodiging_spreekuur")]
    assert rows[0].startswith("uitnodiging_spreekuur de andere brief/uitnodiging_spreekuur.html van versie 1, eigen")
    assert rows[0].endswith("in gebruik")
    assert "werkgever bakkerij" in rows[1]
    assert rows[1].endswith("niet in gebruik: zie `templates check`")


def test_what_cannot_be_checked_or_shown_is_said(typed: Typed, tmp_path: Path) -> None:
    """No folder, no document of that name, and what a house cannot make its own: one message, and 2."""
    for words in (("check", tmp_path / "weg"), ("show", "brief"), ("show", "uitvraag_spoor_2"),
                  ("show", "aanmelding_spoor_2_bericht")):  # fmt: skip
        said = typed("templates", *words)
        assert (said.code, said.out) == (2, ""), words
        assert said.err.count("\n") == 1
