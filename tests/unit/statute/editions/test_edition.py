"""Rules and house policy read from a text: taken as they are, or refused with what is wrong."""

import pytest

from spoorboek.errors import InputError
from spoorboek.statute.editions.edition import (
    read_policy,
    read_rules,
    shipped_edition,
    shipped_policy_text,
    shipped_rules_text,
)
from spoorboek.statute.law.milestones import rulebook
from spoorboek.statute.policy.policy_reader import house_policy

RULES = shipped_rules_text()


def test_the_shipped_texts_are_the_shipped_edition() -> None:
    """Read back, the table, its values and the policy are those of the product."""
    assert read_rules(RULES, "x") is rulebook()
    again = read_rules(RULES.replace('version: "', 'version: "a', 1), "x")
    assert (again.rows, again.values) == (rulebook().rows, rulebook().values)
    assert read_policy(shipped_policy_text(), "x", rulebook()) is house_policy()
    assert shipped_edition().names == (rulebook().version, house_policy().version)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is geen geldige YAML: while parsing a flow node did not find expected node content in "),
        ("- a", "verwacht `version: …`"),
        ("version: 1", "'milestones' ontbreekt"),
        ("version: 1\nmilestones: 3\nlaws: {}\nwait: D", "heeft niet de vorm"),
        (RULES.replace("opens: D + 14", "opens: D +", 1), "probleemanalyse: geen hele term"),
        (RULES.replace("due: D + 42", "due: E + 42", 1), "'probleemanalyse' telt vanaf 'E'; bekend zijn: D, W"),
        (
            RULES.replace("  contactmoment:", "  contactje:", 1),
            "contactmoment ontbreekt. Laat een afgeschafte stap staan",
        ),
        (
            RULES.replace("valid_from: 2008-11-01", "valid_from: morgen", 1),
            "melding_42_weken: `valid_from` is geen datum",
        ),
        (RULES.replace("done(probleemanalyse) + 14", "done(analyse) + 14"), "telt vanaf een onbekende stap: analyse"),
        (
            RULES.replace("vrijwillige_verlenging: {", "verlenging: {", 1),
            "'actueel_oordeel' mist `opens, target` onder `instead: vrijwillige_verlenging`. De regel "
            "'vrijwillige_verlenging' heeft dat nodig; neem het over uit `spoorboek rules show`, of zet er andere "
            "termen.",
        ),
        (
            RULES.replace("  contactmoment:", "  contactje:", 1).replace("  riv_upload:", "  upload:", 1),
            "contactmoment, riv_upload ontbreekt. Laat een afgeschafte stap staan en zet `valid_until`.",
        ),
        (
            RULES.replace("herstel_tekortkoming: {due", "herstel_tekortkoming: {target"),
            "'einde_loonsanctie' mist `due`",
        ),
        (RULES.replace("\nwait:", "\nwacht: D\nwait:", 1), "onbekend veld wacht; bekend zijn: laws, milestones"),
        (RULES.replace("until: 2023-06-30", "until: 2023-05-31"), "aow_days: op 1 juli 2023 begint een nieuwe periode"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(text: str, message: str) -> None:
    """One message that names the file and the place."""
    with pytest.raises(InputError) as refused:
        read_rules(text, "regels.yaml")
    assert str(refused.value).startswith("regels.yaml")
    assert message in str(refused.value)


def test_what_a_row_said_earlier_needs_the_terms_of_special_rules_too() -> None:
    """A case that began then is planned by the same rules; without their terms it could not be."""
    targets = 'opens: "latest(D + 602, W - 125 cal)", target: "latest(D + 629, W - 98 cal)"'
    then = f"          vrijwillige_verlenging: {{{targets}}}\n"
    assert RULES.count(then) == 1
    with pytest.raises(InputError, match="'wia_aanvraag' mist `opens, target` onder `instead: vrijwillige_verlenging`"):
        read_rules(RULES.replace(then, ""), "regels.yaml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("to: casemanager}", "to: baas}", "onbekend(e) rol 'baas'"),
        ("awaits: bureau", "awaits: directie", "onbekend(e) rol met een doorlooptijd 'directie'"),
        ("{days: 14, unit: calendar}", "{days: 14, unit: weken}", "onbekend(e) eenheid 'weken'"),
        ("{days: 14, unit: calendar}", "{weken: 2}", "heeft niet de vorm"),
        ("roles:", "rollen:", "'roles' ontbreekt"),
        ("roles:", "roles: [", "is geen geldige YAML"),
    ],
)
def test_a_house_policy_that_does_not_hold_together_is_refused(old: str, new: str, message: str) -> None:
    """One message that names what is not known."""
    with pytest.raises(InputError) as refused:
        read_policy(shipped_policy_text().replace(old, new, 1), "huis.yaml", rulebook())
    assert str(refused.value).startswith("huis.yaml")
    assert message in str(refused.value)


def test_an_older_house_policy_lacks_words_of_a_newer_product() -> None:
    """Words and choices it does not have are those of the product; its own stand."""
    older = shipped_policy_text().split("\nwords:")[0].replace("2026.6", "2025.1") + "\nwords: {open: begin}\n"
    policy = read_policy(older, "huis.yaml", rulebook())
    assert (policy.words["open"], policy.words["warning"]) == ("begin", house_policy().words["warning"])
    assert policy.choices == house_policy().choices


def test_a_house_policy_may_name_some_choices_only() -> None:
    """A list it changes in part keeps the rest of that list; a code of its own comes beside them."""
    older = shipped_policy_text().split("\nchoices:")[0].replace("2026.6", "2025.1")
    own = "\nchoices:\n  closing: {aow: AOW bereikt, overleden: Overleden}\n  skip:\n"
    policy = read_policy(older + own, "huis.yaml", rulebook())
    assert policy.choice("closing", "aow") == "AOW bereikt"
    assert policy.choice("closing", "overleden") == "Overleden"
    assert policy.choice("closing", "hersteld") == house_policy().choice("closing", "hersteld")
    assert policy.choices["skip"] == house_policy().choices["skip"]
    assert policy.words == house_policy().words
