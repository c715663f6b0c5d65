"""What would change a date: the facts its terms count from, and the special rules that may still replace them."""

from collections.abc import Iterable, Iterator, Mapping

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.counted_days import deciding_offset
from spoorboek.statute.explain.term_text import ANCHOR_NAMES
from spoorboek.statute.law.milestones import DATE_FIELDS, MilestoneRule, in_sentence
from spoorboek.statute.law.terms import Offset, Term, split_anchor
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.interruptions import ENDS_AFTER
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.agreed_dates import DEVIATION
from spoorboek.statute.timeline.rules.wait import EXTENSION

SELF = {"D", "target", "due"}
# The fact that brings a special rule of some milestones about. A rule that follows from dates named anyway has none.
RULE_FACTS: Mapping[str, str | None] = {
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
    "geen_mogelijkheden": "het oordeel dat er geen benutbare mogelijkheden zijn: dan vervalt de stap",
    "marginale_mogelijkheden": "marginale mogelijkheden: dan vervalt de stap zolang zij duren",
    "herbeoordeling_vanaf_het_oordeel": "de dag van het oordeel dat er geen mogelijkheden zijn",
    "tweede_spoor_achterwege": "een schriftelijke afspraak om het tweede spoor achterwege te laten (AOW)",
    "loopt_weer": "de melding dat de re-integratie weer loopt",
    "vaststellingsovereenkomst_van_de_baan": "de melding dat de vaststellingsovereenkomst van de baan is",
    "aow_geen_traject": "de AOW-leeftijd voor deze datum: dan vervalt de stap",
    "aow_geen_wia": "de AOW-leeftijd binnen de wachttijd: dan vervalt de stap",
    "vangnet_later_bekend": "een vangnet dat pas later bekend wordt (Ziektewet art. 38b lid 2)",
}
FIRST_DAY = "een andere eerste ziektedag"
UNCOUNTED_DAYS = (
    f"volledig herstel van ten hoogste {ENDS_AFTER.days - 1} dagen, of verlof rond de bevalling, vóór die datum: "
    "evenveel dagen later"
)
POSTPONEMENT = "een uitgestelde streefdatum, nooit voorbij de laatste dag"
ENDS = (
    f"volledig herstel van {ENDS_AFTER.days} dagen of langer: dan eindigt de zaak",
    "het einde van het dienstverband: daarna blijft er voor de werkgever niets over",
)
COMMON_FACTS = (FIRST_DAY, UNCOUNTED_DAYS, POSTPONEMENT, *ENDS)


def own_sensitivities(milestone: Milestone, course: Course) -> Iterator[str]:
    """Walk what would change the dates of this very milestone, in Dutch, most direct first."""
    row, made = course.book.rows[milestone.key], {change.rule for change in milestone.trace or ()}
    roots = tuple(_roots(_terms(milestone, row).values(), course))
    yield from dict.fromkeys(text for offset in roots if (text := _anchor(offset.anchor, course)))
    if row.deviable and DEVIATION not in made:
        yield "een gemotiveerde afwijking van werkgever en werknemer (Regeling procesgang art. 5)"
    own = (rule.name for rule in SPECIAL_RULES if rule.name not in made and row.key in (rule.milestones or ()))
    yield from (fact for name in own if name != EXTENSION and (fact := RULE_FACTS[name]))


def common_sensitivities(milestone: Milestone, course: Course) -> Iterator[str]:
    """Walk what would change the dates of this milestone as it would those of most others."""
    row = course.book.rows[milestone.key]
    roots = tuple(_roots(_terms(milestone, row).values(), course))
    if any(offset.anchor == "D" for offset in roots):
        yield FIRST_DAY
    if any(offset.count and offset.unit in ("sick", "years") for offset in roots):
        yield UNCOUNTED_DAYS
    if row.target and row.who and milestone.agreed_on is None:
        yield POSTPONEMENT
    if row.when is None:
        yield from ENDS


def sensitivity_line(milestone: Milestone, course: Course, *, common: bool = True) -> str | None:
    """Word what would change the dates of a milestone, in one line; None when there is nothing to name.

    `common`: with what changes most dates; without it where that is said once for all of them.
    """
    found = [*own_sensitivities(milestone, course), *(common_sensitivities(milestone, course) if common else ())]
    return f"Verandert door: {'; '.join(found)}." if found else None


def common_sensitivity_line() -> str:
    """Word what changes most dates of a case, once for all of them."""
    return f"Elke datum verandert ook, voor zover hij daarop rust, door: {'; '.join(COMMON_FACTS)}."


def _terms(milestone: Milestone, row: MilestoneRule) -> dict[str, Term]:
    """Return the terms that gave a milestone its dates: those of the row, or what special rules put in their place."""
    found: dict[str, Term | None] = {field: getattr(row, field) for field in DATE_FIELDS}
    for made in milestone.trace or ():
        changed = {name for name, _, _ in made.fields}
        instead = row.instead.get(made.rule, {})
        found |= {field: term for field, term in instead.items() if f"{field}_on" in changed}
    return {field: term for field, term in found.items() if term}


def _roots(terms: Iterable[Term], course: Course) -> Iterator[Offset]:
    """Walk what dates were counted from, down to the facts they rest on."""
    for term in terms:
        offset = deciding_offset(term, course) if term.on(course) else None
        if offset:
            yield offset
            yield from _roots(_behind(offset.anchor, course), course)


def _behind(anchor: str, course: Course) -> Iterable[Term]:
    """Return what the day of an anchor rests on; a day that is reported, done or agreed rests on nothing else."""
    if anchor == "W":
        return () if course.extended else (course.book.wait,)
    kind, key = split_anchor(anchor)
    if not key:
        return ()
    row, milestone = course.book.rows[key], course.dated[key]
    if kind == "done" and (course.facts.done.get(row.ref) or milestone.agreed_on):
        return ()
    return [term for field, term in _terms(milestone, row).items() if field == "due"]


def _anchor(anchor: str, course: Course) -> str | None:
    """Word a change of the day that is counted from; None where it is named elsewhere."""
    if anchor == "W":
        return "een ander einde van de verlengde wachttijd" if course.extended else RULE_FACTS[EXTENSION]
    kind, key = split_anchor(anchor)
    if not key:
        return None if anchor in SELF else f"een andere dag voor ‘{ANCHOR_NAMES[anchor]}’"
    row = course.book.rows[key]
    label, now = in_sentence(row.label), f"(nu telt {dutch_date(course.day(anchor))})"
    reported = course.facts.done.get(row.ref) or kind == "due" or not row.who
    return f"een andere dag voor ‘{label}’ {now}" if reported else f"de dag waarop ‘{label}’ er is {now}"
