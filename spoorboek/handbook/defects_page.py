"""Make the handbook's page about the check of dossiers: what each finding means and how to repair it, from the data."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.dossier.defect_kinds import SEVERITIES, DefectKind, RepairKind, defect_kinds
from spoorboek.statute.dossier.dossier_record import NEEDED_DATA
from spoorboek.statute.dossier.exposure import (
    DECISION_WEEKS,
    PAPER_WEEKS,
    RUN_OFF_WEEKS,
    MaximumWage,
    maximum_wages,
    sanction_weeks,
)
from spoorboek.statute.policy.dossier_norms import USUAL_DOSSIER_NORMS, USUAL_LADDER
from spoorboek.statute.policy.policy_reader import house_policy
from spoorboek.statute.second_track.finding_kinds import FINDING_KINDS

HEAD = """\
# Controle van het re-integratieverslag

Deze pagina is gemaakt uit de gegevens van Spoorboek (`make golden`); wijzig haar daar.

Elke nacht leest Spoorboek elk open dossier zoals UWV het leest, en noemt wat ontbreekt of niet klopt: sinds wanneer,
wie het kan herstellen, hoe, en tot wanneer dat nog helpt. Een mens beoordeelt of het ook góéd is gedaan.

- `spoorboek riv check ZAAK` controleert één dossier nu; het eindigt met 1 als er iets te vragen is.
- `spoorboek riv portfolio` zet alle lopende zaken op volgorde, de slechtste eerst.
- In Prefect staat de controle op de pagina van het dossier.
"""
MONEY = """\
Met `--daily-wage` (een zaak) of `--wages` (een CSV-bestand met `zaak` en `dagloon`) noemt Spoorboek wat een loonsanctie
aan loon kan kosten. Het is een schatting en geen voorspelling. Het dagloon wordt niet bewaard.

Weken = herstel + {decision} (besluit UWV) + {run_off} (uitloop), ten hoogste {most}. Een stuk kost {paper} week
herstel; inspanningen die niet zijn gedaan, kosten zo lang als ze zijn uitgebleven. Er is ten hoogste één sanctie, dus
de zwaarste bevinding telt. Een te late WIA-aanvraag komt daar met haar vertraging bij. Euro = weken × 5 dagen × dagloon
× 70%; het maximumdagloon telt waar de wet wordt gevolgd, dus bij 70%.
"""
REPAIRS: Mapping[RepairKind, str] = MappingProxyType(
    {
        "stuk": "een stuk maken of opvragen",
        "inspanning": "inhalen wat niet is gedaan",
        "dagen": "elke dag telt",
        "uitleg": "alleen nog uitleggen",
    }
)
NORM_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "paper_within": "binnen zoveel dagen na een stap is het stuk ervan binnen",
        "looked_at_within": "binnen zoveel dagen kijkt iemand een ontvangen stuk na",
        "copy_within": "binnen zoveel dagen heeft de werknemer een afschrift van het verslag",
        "opinion_within": "binnen zoveel dagen na de eindevaluatie is er het oordeel van de werknemer",
        "evaluated_early": "zoveel dagen eerder dan afgesproken is nog een evaluatie van dat moment",
        "norm_grace": "zoveel dagen na een streefdatum waarvoor de wet geen laatste dag noemt",
        "advice_near": "een advies en zijn stuk liggen ten hoogste zoveel dagen uit elkaar",
    }
)


def defects_page() -> str:
    """Return the page, in Dutch."""
    kinds = defect_kinds()
    own = {code: kind for code, kind in kinds.items() if code not in FINDING_KINDS}
    of_track = {code: kind for code, kind in kinds.items() if code in FINDING_KINDS}
    parts = [HEAD, *_severities(), *_telling(), *_money(), *_norms()]
    parts += ["## Bevindingen over het dossier\n", *_findings(own)]
    parts += ["## Bevindingen over het tweede spoor\n", *_findings(of_track)]
    parts += ["## Wat het verslag over de partijen moet zeggen\n"]
    parts += ["\n".join(f"- `{code}`: {what}." for code, what in NEEDED_DATA.items()) + "\n"]
    return "\n".join(parts)


def _severities() -> Iterator[str]:
    yield "## Hoe zwaar een bevinding is\n"
    yield "\n".join(f"- **{name}**: {means}." for name, means in SEVERITIES.items()) + "\n"


def _telling() -> Iterator[str]:
    roles = house_policy().roles
    days = [f"na {rung.days} dagen" if rung.days else "meteen" for rung in USUAL_LADDER.rungs]
    rungs = ", ".join(f"{day} aan {roles[rung.to]}" for day, rung in zip(days, USUAL_LADDER.rungs, strict=True))
    yield "## Wie het hoort\n"
    yield (
        "De eerste controle van een zaak is een beginstand: elke casemanager krijgt één lijst, en daarover volgt niets "
        f"meer. Wat daarna nieuw is, wordt per trede één keer gemeld: {rungs}. Blijft het staan, dan volgt "
        f"{USUAL_LADDER.reminded_before} dagen voor de laatste dag waarop herstel helpt nog één herinnering. "
        "Uw huisbeleid kan andere treden en termijnen hebben (`findings` en `dossier`). Een bevinding bij "
        "een stap die zelf al herinnert en escaleert, wordt één keer gemeld en start geen tweede ladder. Wat hersteld "
        "is, sluit bij de volgende controle; komt het terug, dan is het nieuw. Mail gaat op werkdagen.\n"
    )


def _money() -> Iterator[str]:
    weeks = [f"{each.normalize():f}" for each in (PAPER_WEEKS, DECISION_WEEKS, RUN_OFF_WEEKS, sanction_weeks())]
    yield "## Wat het kan kosten\n"
    yield MONEY.format(**dict(zip(("paper", "decision", "run_off", "most"), weeks, strict=True)))
    yield "Bekende maximumdaglonen; geef een ander met `--maximum`:\n"
    yield "\n".join(map(_maximum, maximum_wages())) + "\n"


def _maximum(known: MaximumWage) -> str:
    amount = f"{known.euro:.2f}".replace(".", ",")
    return f"- € {amount} van {dutch_date(known.from_)} t/m {dutch_date(known.until)} ({known.page})."


def _norms() -> Iterator[str]:
    yield "## Normen van het huis (dagen)\n"
    norms = USUAL_DOSSIER_NORMS._asdict()
    yield "\n".join(f"- {norms[name]}: {words}." for name, words in NORM_WORDS.items()) + "\n"


def _findings(kinds: Mapping[str, DefectKind]) -> Iterator[str]:
    roles = house_policy().roles
    for code, kind in kinds.items():
        yield f"### `{code}`\n"
        yield f"{_general(kind.says)}\n"
        told = [
            f"- Ernst: {kind.severity}. Herstel: {REPAIRS[kind.repair]}. Wie: {roles[kind.who]}.",
            f"- Zo herstelt u het: {kind.mends}",
            f"- Grond: {kind.source}{f', “{kind.basis.quote}”' if kind.basis else ''}.",
            *(["- De stap zelf herinnert en escaleert."] if kind.watched else []),
        ]
        yield "\n".join(told) + "\n"


def _general(sentence: str) -> str:
    """Return the sentence of a finding with dots where a day, number or name stands."""
    return re.sub(r"\{\w+\}", "…", sentence)
