"""What a template of a house must keep: fields, signatures, law, warnings, dates, names, and the length of a paper."""

import pytest
from support.own_templates import own_template, own_text, with_words

from templates.own.choosing import first_line, shipped_text, standing_faults
from templates.own.own_files import overridable
from templates.template_catalogue import find_template

BSN = "111222333"
LOST = (
    ("plan_van_aanpak", '{{ f.regel("contact", "Hoe vaak en hoe wij contact houden") }}', "", "veld"),
    ("plan_van_aanpak", '{{ veld.datum("einddoel_datum", "Einddoel bereikt op") }}',
     '{{ veld.tekst("einddoel_datum", "Einddoel bereikt op") }}', "veld"),
    ("plan_van_aanpak", "{{ f.ondertekening(", "{{ f.let_op() }}{# ", "handtekening"),
    ("plan_van_aanpak", "{{ f.geen_medisch() }}", "", "geen_medisch"),
    ("plan_van_aanpak", "artikel 4 van de Regeling", "de Regeling", "wettekst"),
    ("plan_van_aanpak", "{{ dates.eerstejaarsevaluatie|termijn }}", "later", "datum"),
    ("plan_van_aanpak", '{% extends "layout/formulier.html" %}', '{% extends "layout/brief.html" %}', "opzet"),
    ("plan_van_aanpak", "{% block inhoud %}", "{% block blad %}", "opzet"),
    ("uitnodiging_spreekuur", "(artikel 7:660a van het Burgerlijk Wetboek)", "", "wettekst"),
    ("uitnodiging_spreekuur", "<strong>{{ dates.probleemanalyse|termijn }}</strong>", "op tijd", "datum"),
    ("uitnodiging_spreekuur", 'class="geen-medisch"', 'class="klein"', "geen_medisch"),
    ("uitnodiging_spreekuur", "Ook kunt u bij UWV een deskundigenoordeel aanvragen.", "", "wettekst"),
    ("uitnodiging_spreekuur", "Uitnodiging voor het spreekuur van de bedrijfsarts{% endblock", "{% endblock", "kop"),
    ("uitnodiging_spreekuur", "<h2>Wanneer</h2>", "<h1>Wanneer</h1>", "kop"),
    ("uitnodiging_spreekuur", "<h2>Wanneer</h2>", f"<h2>BSN {BSN}</h2>", "bsn"),
    ("uitnodiging_spreekuur", "<h2>Wanneer</h2>", "<h2>Wanneer</h2>" + "<p>Nog een regel.</p>" * 12, "bladzijden"),
    ("uitnodiging_spreekuur", "versie 1 #}", "versie 9 #}", "herkomst"),
    ("uitnodiging_spreekuur", "{# gemaakt van uitnodiging_spreekuur versie 1 #}\n", "", "herkomst"),
    ("uitnodiging_spreekuur", "gemaakt van uitnodiging_spreekuur", "gemaakt van afsluiting", "herkomst"),
    ("loon_waarschuwing", "{{ niet_eens(wage) }}", "", "wettekst"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "old", "new", "code"), LOST, ids=lambda each: str(each)[:30])
def test_what_must_stand_is_missed(key: str, old: str, new: str, code: str) -> None:
    """One part is taken out or changed, and the check names that kind of fault."""
    text = own_text(key)
    assert old in text
    changed = text.replace(old, new)
    if code == "handtekening":
        changed = changed.replace('bijgesteld.") }}', 'bijgesteld.") #}')
    found = standing_faults(own_template(changed, key))
    assert code in {fault.code for fault in found}
    assert any(fault.stops for fault in found)


@pytest.mark.parametrize("key", ["uitnodiging_spreekuur", "gespreksverslag"])
def test_a_shipped_template_is_a_good_beginning(key: str) -> None:
    """A house that begins with the shipped text has no fault, nor with words of its own and a paragraph in colour."""
    words = '<p style="color: #17405f; font-weight: bold; margin-top: 2mm">Wij helpen u.</p>' if key[0] != "u" else ""
    assert standing_faults(own_template(with_words(words, key), key)) == ()


def test_every_shipped_template_is_written_in_what_a_house_may_write() -> None:
    """None uses a word that the check refuses, so each can be begun with."""
    from templates.own.choosing import text_faults

    keys = {template.key for template in overridable().values()}
    assert {key: text_faults(own_template(own_text(key), key)) for key in keys} == dict.fromkeys(keys, ())
    assert "uitvraag_spoor_2" not in keys


def test_an_older_template_stays_in_use_and_says_so() -> None:
    """The shipped text has moved on: the check names both versions, and the template still makes documents."""
    template = find_template("verzoek_probleemanalyse")
    older = first_line(template).replace(f"versie {template.version}", f"versie {template.version - 1}")
    (fault,) = standing_faults(own_template(older + shipped_text(template), "verzoek_probleemanalyse"))
    assert not fault.stops
    assert f"versie {template.version - 1}" in fault.what
    assert f"versie {template.version}" in fault.what
