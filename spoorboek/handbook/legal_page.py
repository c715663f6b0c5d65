"""Generate the page for lawyers and auditors: every milestone, special rule and dated value, with its legal basis."""

from collections.abc import Iterator

from spoorboek.handbook.general_terms import general_term
from spoorboek.handbook.milestone_sections import milestone_overview, milestone_section, page_words, section_link
from spoorboek.handbook.source_sections import announced_lines, older_text_lines, text_lines
from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.law.milestones import Rulebook
from spoorboek.statute.law.values import DatedValue, Period
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.special_rule import SpecialRule

HEAD = """\
# Wettelijk kader

Voor juristen en auditors: elke termijn die Spoorboek bewaakt, waarop hij rust, hoe hij wordt geteld en wat niet is
gevolgd. Deze pagina is gemaakt uit de regels zelf, versie {version}, met `spoorboek rules page`; wijzig haar niet met
de hand. Hoe dezelfde telling in één zaak uitpakt, laat `spoorboek case explain` zien.

- **Tellen.** De eerste ziektedag is dag 0. Ziektedagen zijn kalenderdagen, behalve dagen hersteld, dagen verlof rond
  de bevalling en dagen die zijn vastgelegd als dagen die niet meetellen. Waarom zo, staat in
  [Conventies](conventies.md). Laatste dag van de wachttijd: {wait}.
- **Een mijlpaal als beginpunt** is de dag waarop zij is gedaan; tot dan de afgesproken dag, en anders haar laatste dag.
- **Vier soorten.** *Wettelijke termijn*: wet of regeling. *Beoordelingsregel van UWV*: zo toetst UWV. *Norm*: goede
  gewoonte. *Ter informatie*: een recht, een gevolg, of iets wat een ander doet.
- **Drie datums.** *Opent* is de dag vanaf wanneer het kan; de *streefdatum* is de dag waarop het is gepland en ligt
  nooit na de laatste dag; *uiterlijk* is de laatste dag. Tussen haakjes staat wie de datum bepaalt: het huis, de wet
  of UWV.
- **Te laat** is een risico, niet vanzelf een loonsanctie: UWV weegt eerst de werkelijke inspanningen (Beleidsregels
  beoordelingskader poortwachter par. 4).
- **Aanhalingen** zijn de woorden die de datum bepalen. Zij staan letterlijk in het artikel en lid dat erbij staat;
  alleen … laat woorden weg. Met welke tekst zij zijn vergeleken, staat bij [Bronnen](#bronnen); de geldende tekst
  achter de koppeling gaat voor. Wat geen wet is, staat er als *geen wet* bij, met de dag waarop het is gezien.
"""
SPECIAL = """\
In de volgorde waarin zij worden toegepast. Waar … staat, noemt de uitleg van een zaak de datum, het aantal of de naam.
"""
VALUES = """\
Een waarde geldt voor wie in die periode ziek werd, tenzij er een andere dag bij staat. Buiten de perioden rekent
Spoorboek niet, maar meldt het dat de waarde niet bekend is.

| waarde | van | t/m | is | toelichting | woorden van de wet, of wat geen wet is |
|---|---|---|---|---|---|"""


def legal_page(book: Rulebook) -> str:
    """Return the page of a version of the rules, as Markdown in Dutch."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Rulebook) -> Iterator[str]:
    yield HEAD.format(version=book.version, wait=general_term(book.wait, book))
    yield from ("## Alle mijlpalen", "", *milestone_overview(book), "", "## Per mijlpaal", "")
    for row in book.rows.values():
        yield from milestone_section(row, book)
    yield from ("## Bijzondere regels", "", SPECIAL, *(_special(rule, book) for rule in known_to(book)), "")
    yield from ("## Waarden door de tijd", "", VALUES)
    for value in book.values.values():
        yield from _periods(value)
    yield from ("", "## Aangekondigd", "", *announced_lines(book))
    yield from ("", "## Bronnen", "", *text_lines())
    yield from ("", "### Regels op een oudere tekst", "", *older_text_lines(book))


class _EllipsisForEveryName(dict[str, str]):
    """A mapping that gives an ellipsis for every name in a sentence, because the values differ per case."""

    def __missing__(self, _: str) -> str:
        return "…"


def known_to(book: Rulebook) -> Iterator[SpecialRule]:
    """Yield the special rules a table knows, in the order in which they are applied."""
    yield from (rule for rule in SPECIAL_RULES if rule.gone_with not in book.rows)


def _special(rule: SpecialRule, book: Rulebook) -> str:
    """Word one special rule: its name, the milestones it applies to, what it replaces, its text."""
    rows = [row for row in book.rows.values() if rule.milestones and row.key in rule.milestones]
    links = f" ({', '.join(map(section_link, rows))})" if rows else ""
    text = rule.says.format_map(_EllipsisForEveryName())
    return f'- <a id="regel-{rule.name}"></a>**`{rule.name}`**{links} vervangt {rule.replaces}. {text}'


def _periods(value: DatedValue) -> Iterator[str]:
    """Yield the table lines of one value; only the first has its name and link."""
    name = f'<a id="waarde-{value.name}"></a>{value.label}; [{value.article}]({value.url})'
    for period in value.periods:
        until = dutch_date(period.until) if period.until else ""
        yield f"| {name} | {dutch_date(period.from_)} | {until} | {period.value} | {period.note} | {_set_by(period)} |"
        name = ""


def _set_by(period: Period) -> str:
    """Word what sets a value: the words of the law, and the page that is no law with its own."""
    law = f"“{period.quote}”" if period.quote else ""
    return " ".join(filter(None, (law, period.page and page_words(period.page))))
