"""What would change a date: the facts its terms count from, and the special rules that may still replace them."""

from collections.abc import Iterator, Mapping

from .calendar import dutch
from .course import Course
from .interruptions import ENDS_AFTER
from .plan import Milestone
from .rules import RULES
from .rules.agreed import POSTPONED
from .rules.base import Rule
from .spelling import ANCHORS
from .table import MilestoneRule, in_sentence

LONGEST_GAP = ENDS_AFTER.days - 1
SELF = {"D", "W", "target", "due"}
# The fact that brings a special rule about. A rule that follows from dates already named here has none.
FACTS: Mapping[str, str | None] = {
    "vrijwillige_verlenging": "een verlenging van de wachttijd op gezamenlijk verzoek (Wet WIA art. 24)",
    "late_brief_van_uwv": "een brief van UWV die te laat komt (Wet WIA art. 64 lid 6)",
    "te_late_aanvraag": "een WIA-aanvraag die te laat komt (BW art. 7:629 lid 11 onder a)",
    "sanctie_na_wachttijd": None,
    "verlof_in_loonsanctie": "verlof rond de bevalling tijdens de loonsanctie",
    "herstel_tekortkoming": "de vaststelling van UWV dat de tekortkoming is hersteld (Wet WIA art. 25 lid 14)",
    "aow_in_loonsanctie": "de AOW-leeftijd tijdens de loonsanctie",
    "loonsanctie": "een loonsanctie (Wet WIA art. 25 lid 9)",
    "verlenging_opzegverbod": "een langere loondoorbetaling (BW art. 7:670 lid 11)",
    "mogelijkheden_later": "mogelijkheden die pas later ontstaan",
    "mogelijkheden_na_evaluatie": "mogelijkheden die pas na de eerstejaarsevaluatie ontstaan",
    "advies_spoor_2": "een advies voor het tweede spoor",
    "uitzicht_op_terugkeer": "een concreet uitzicht op terugkeer binnen drie maanden",
    "uitzicht_opnieuw_vastgelegd": "een uitzicht dat opnieuw wordt vastgelegd",
    "uitzicht_vervallen": "een uitzicht op terugkeer dat vervalt",
    "aow_binnen_een_jaar": None,
    "vervroegde_iva_geldt_als_melding": "een aanvraag voor een vervroegde IVA (Ziektewet art. 38 lid 8)",
    "evaluatie_valt_samen": "een grote evaluatie binnen veertien dagen: deze gaat daarin op",
    "vastgelopen": None,
    "vaststellingsovereenkomst_overwogen": None,
    "gemotiveerde_afwijking": None,
    "uitstel": "een uitgestelde streefdatum, nooit voorbij de laatste dag",
    "geen_mogelijkheden": "het oordeel dat er geen benutbare mogelijkheden zijn: dan vervalt de stap",
    "marginale_mogelijkheden": "marginale mogelijkheden: dan vervalt de stap zolang zij duren",
    "herbeoordeling_vanaf_het_oordeel": "de dag van het oordeel dat er geen mogelijkheden zijn",
    "tweede_spoor_achterwege": "een schriftelijke afspraak om het tweede spoor achterwege te laten (AOW)",
    "loopt_weer": "de melding dat de re-integratie weer loopt",
    "vaststellingsovereenkomst_van_de_baan": "de melding dat de vaststellingsovereenkomst van de baan is",
    "aow_geen_traject": "de AOW-leeftijd voor deze datum: dan vervalt de stap",
    "aow_geen_wia": "de AOW-leeftijd binnen de wachttijd: dan vervalt de stap",
    "hersteld": f"volledig herstel van {ENDS_AFTER.days} dagen of langer: dan eindigt de zaak",
    "andere_oorzaak": None,
    "einde_dienstverband": "het einde van het dienstverband: daarna blijft er voor de werkgever niets over",
    "aow": None,
    "vangnet_later_bekend": "een vangnet dat pas later bekend wordt (Ziektewet art. 38b lid 2)",
    "begonnen_onder_eerdere_regels": None,
    "ritme_na_eerdere_regels": None,
    "gedaan_onder_eerdere_regels": None,
}


def movers(milestone: Milestone, course: Course) -> Iterator[str]:
    """Walk what would change the dates of a milestone that is still to come, in Dutch, most direct first."""
    row = course.book.rows[milestone.key]
    direct = _anchors(row)
    yield from (_done(name, course) for name in sorted(direct) if name.startswith("done("))
    reached = _reached(direct, course)
    if "D" in reached:
        yield "een andere eerste ziektedag"
    if {"D", "W"} & reached:
        yield f"volledig herstel van ten hoogste {LONGEST_GAP} dagen, of verlof rond de bevalling: evenveel dagen later"
    yield from (f"een andere dag voor ‘{ANCHORS[name]}’" for name in sorted(direct & ANCHORS.keys() - SELF))
    if row.deviable:
        yield "een gemotiveerde afwijking van werkgever en werknemer (Regeling procesgang art. 5)"
    made = {change.rule for change in milestone.trace or ()}
    yield from (fact for rule in RULES if rule.name not in made and (fact := _fact(rule, row)))


def movers_line(milestone: Milestone, course: Course) -> str:
    """Word what would change the dates of a milestone, in one line."""
    return f"Verandert door: {'; '.join(movers(milestone, course))}."


def _anchors(row: MilestoneRule) -> set[str]:
    """Return what the terms of a row itself count from; special rules name their own facts."""
    terms = (row.opens, row.target, row.due, row.tolerated)
    return {name for term in terms if term for name in term.anchors()}


def _reached(names: set[str], course: Course) -> set[str]:
    """Return what these anchors rest on in the end: a day that is done rests on nothing any more."""
    found = set(names)
    for name in names:
        kind, _, key = name.rstrip(")").partition("(")
        if key and not (kind == "done" and course.facts.done.get(course.book.rows[key].ref)):
            found |= _reached(_anchors(course.book.rows[key]) - {"target", "due"}, course)
    return found


def _done(name: str, course: Course) -> str:
    row = course.book.rows[name.partition("(")[2].rstrip(")")]
    label, day = in_sentence(row.label), course.anchors.get(name)
    now = f" (nu telt {dutch(day)})" if day else ""
    done = course.facts.done.get(row.ref)
    return f"een andere dag voor ‘{label}’{now}" if done else f"de dag waarop ‘{label}’ er is{now}"


def _fact(rule: Rule, row: MilestoneRule) -> str | None:
    """Return the fact that would bring a rule about for a row; of a rule for all rows only where it can matter."""
    if rule.milestones is not None:
        return FACTS[rule.name] if row.key in rule.milestones else None
    if rule.name == POSTPONED and (row.target is None or not row.who):
        return None
    return FACTS[rule.name] if row.when is None else None
