"""What would change a date: the facts its terms count from, and the special rules that may still replace them."""

from collections.abc import Iterable, Iterator, Mapping

from spoorboek.statute.days.calendar import dutch_date
from spoorboek.statute.explain.counted_days import deciding_offset
from spoorboek.statute.explain.term_text import day_name
from spoorboek.statute.law.labels import in_sentence
from spoorboek.statute.law.milestones import DATE_FIELDS, MilestoneRule
from spoorboek.statute.law.terms import Offset, Term, split_anchor
from spoorboek.statute.plan import Milestone
from spoorboek.statute.timeline.course import Course
from spoorboek.statute.timeline.interruptions import ENDS_AFTER
from spoorboek.statute.timeline.rules import SPECIAL_RULES
from spoorboek.statute.timeline.rules.agreed_dates import DEVIATION
from spoorboek.statute.timeline.rules.wait import EXTENSION

SELF = {"D", "target", "due"}
# The fact that makes a special rule apply; None where that follows from dates that are named anyway.
RULE_FACTS: Mapping[str, str | None] = {
    "vrijwillige_verlenging": "een verlenging van de wachttijd op gezamenlijk verzoek (Wet WIA art. 24)",
    "late_brief_van_uwv": "een brief van UWV die te laat komt (Wet WIA art. 64 lid 6)",
    "geen_brief_van_uwv": "de melding dat UWV geen brief over de WIA-aanvraag stuurde (Wet WIA art. 64 lid 6)",
    "te_late_aanvraag": "een WIA-aanvraag die te laat komt (BW art. 7:629 lid 11 onder a)",
    "sanctie_na_wachttijd": None,
    "sanctie_vermoedelijk_te_laat": None,
    "termijn_in_brief_uwv": "een andere dag in de brief van UWV",
    "loonsanctie_schort_aanvraag_op": "een loonsanctie: zij schort de behandeling van de aanvraag op",
    "wia_geweigerd": "een besluit van UWV dat de uitkering weigert: dan vervalt de dag",
    "loonsanctie_herroepen": "een loonsanctie die wordt herroepen",
    "laat_besluit_loonsanctie": "een besluit over de loonsanctie dat te laat komt (Wet WIA art. 25 lid 14)",
    "laat_besluit_geen_herstel": "een afwijzing van het bekortingsverzoek die te laat komt (Wet WIA art. 25 lid 14)",
    "verlof_in_loonsanctie": "verlof rond de bevalling tijdens de loonsanctie",
    "herstel_tekortkoming": "de vaststelling van UWV dat de tekortkoming is hersteld (Wet WIA art. 25 lid 14)",
    "aow_in_loonsanctie": "de AOW-leeftijd tijdens de loonsanctie",
    "loonsanctie": "een loonsanctie (Wet WIA art. 25 lid 9)",
    "verlenging_opzegverbod": "een langere loondoorbetaling (BW art. 7:670 lid 11)",
    "mogelijkheden_later": "mogelijkheden die pas later ontstaan",
    "mogelijkheden_na_evaluatie": "mogelijkheden die pas na de eerstejaarsevaluatie ontstaan",
    "advies_spoor_2": "een advies voor het tweede spoor",
    "onderzoek_wijst_naar_spoor_2": "een arbeidsdeskundig onderzoek dat alleen naar het tweede spoor wijst",
    "eerste_twijfel": "een eerste twijfel over terugkeer in de eigen organisatie",
    "tweede_spoor_begonnen": "het begin van het tweede spoor: dan vervalt de stap",
    "onderzoek_met_reden_achterwege": "de reden waarom er geen onderzoek is: dan vervalt de stap",
    "uitzicht_op_terugkeer": "een concreet uitzicht op terugkeer binnen drie maanden",
    "uitzicht_opnieuw_vastgelegd": "een uitzicht dat opnieuw wordt vastgelegd",
    "uitzicht_vervallen": "een uitzicht op terugkeer dat vervalt",
    "aow_binnen_een_jaar": None,
    "vervroegde_iva_geldt_als_melding": "een aanvraag voor een vervroegde IVA (Ziektewet art. 38 lid 8)",
    "verlengingsverzoek_geldt_als_melding": "een verzoek om verlenging van de wachttijd (Ziektewet art. 38 lid 8)",
    "evaluatie_valt_samen": "een grote evaluatie binnen veertien dagen: deze gaat daarin op",
    "vastgelopen": None,
    "vaststellingsovereenkomst_overwogen": None,
    "geen_mogelijkheden": "het oordeel dat er geen benutbare mogelijkheden zijn: dan vervalt de stap",
    "marginale_mogelijkheden": "marginale mogelijkheden: dan vervalt de stap zolang zij duren",
    "herbeoordeling_vanaf_het_oordeel": "de dag van het oordeel dat er geen mogelijkheden zijn",
    "tweede_spoor_achterwege": "een schriftelijke afspraak om het tweede spoor achterwege te laten (AOW)",
    "loopt_weer": "de melding dat de re-integratie weer loopt",
    "vaststellingsovereenkomst_van_de_baan": "de melding dat de vaststellingsovereenkomst van de baan is",
    "vervroegde_iva_toegekend": "een vervroegde IVA die UWV toekent (Wet WIA art. 23 lid 6)",
    "vervroegde_iva_klaar": None,
    "vervroegde_iva_afgewezen": None,
    "bedenktijd_drie_weken": "een overeenkomst die het recht van ontbinding niet noemt (BW art. 7:670b lid 3)",
    "geen_tweede_bedenktijd": None,
    "vaststellingsovereenkomst_ontbonden": "een ontbinding door de werknemer",
    "dagen_buiten_opzegverbod": "ziektedagen die niet meetellen voor het opzegverbod (BW art. 7:670 lid 1)",
    "naast_de_wet": None,
    "opzegverbod_na_aow": "de AOW-leeftijd binnen de wachttijd: nog zes weken verbod (BW art. 7:670 lid 1)",
    "vastgelopen_en_gevraagd": "de vraag aan UWV om een deskundigenoordeel",
    "oordeel_gevraagd": None,
    "oordeel_ontvangen": None,
    "bijstelling_na_oordeel": None,
    "opgetreden_bij_niet_meewerken": "een waarschuwing, kennisgeving of maatregel op het loon",
    "besloten_na_waarschuwing": "een kennisgeving of maatregel op het loon",
    "kennis_gegeven_loonmaatregel": "de dag van de kennisgeving",
    "werkt_weer_mee": "de melding dat de werknemer weer meewerkt",
    "loonstop_vangnet_later_bekend": "een vangnet dat pas later bekend wordt",
    "loonmaatregel_beeindigd": "het einde van de opschorting of stop",
    "einde_dienstverband_oude_tekst": None,
    "aow_geen_traject": "de AOW-leeftijd voor deze datum: dan vervalt de stap",
    "aow_geen_wia": "de AOW-leeftijd binnen de wachttijd: dan vervalt de stap",
    "huishoudelijk_personeel": "dienst in een huishouden op minder dan vier dagen per week: dan vervalt de stap",
    "eigenrisicodrager": "een werkgever die eigenrisicodrager is voor de Ziektewet, als het dienstverband eindigt",
    "vangnet_vanaf": "een termijn van het vangnet die vanaf een latere dag telt (Ziektewet art. 38a lid 2 onder b)",
    "vangnet_hersteld_voor_de_melding": None,
    "uit_dienst_binnen_de_meldtermijn": "het einde van het dienstverband vóór die datum",
    "vangnet_zonder_aangifte": "een vangnet waarbij deze melding niet hoort (Ziektewet art. 38 lid 4): dan vervalt zij",
    "intake_op_genoemde_dag": "een dag die het bureau voor de intake noemt",
    "rapportage_na_de_vorige": "de dag van de vorige rapportage",
    "verwijzing_stond_stil": "een opschorting: zolang wacht de termijn",
    "verwijzing_verder": None,
    "verwijzing_staat_stil": None,
    "verwijzing_geeindigd": "het einde van de verwijzing: dan vervalt de stap",
    "traject_begonnen": "de intake bij een bureau: dan is het begonnen",
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
    """Yield what would change the dates of this milestone in particular, in Dutch, most direct first."""
    row, applied_rules = course.book.rows[milestone.key], {change.rule for change in milestone.trace or ()}
    offsets = tuple(_underlying_offsets(_terms(milestone, row).values(), course))
    yield from dict.fromkeys(text for offset in offsets if (text := _anchor_phrase(offset.anchor, course)))
    if row.deviable and DEVIATION not in applied_rules:
        yield "een gemotiveerde afwijking van werkgever en werknemer (Regeling procesgang art. 5)"
    own_rules = (
        rule.name for rule in SPECIAL_RULES if rule.name not in applied_rules and row.key in (rule.milestones or ())
    )
    yield from (fact for name in own_rules if name != EXTENSION and (fact := RULE_FACTS[name]))


def common_sensitivities(milestone: Milestone, course: Course) -> Iterator[str]:
    """Yield what would change the dates of this milestone as well as those of most others."""
    row = course.book.rows[milestone.key]
    offsets = tuple(_underlying_offsets(_terms(milestone, row).values(), course))
    if any(offset.anchor == "D" for offset in offsets):
        yield FIRST_DAY
    if any(offset.count and offset.unit in ("sick", "work", "years") for offset in offsets):
        yield UNCOUNTED_DAYS
    if row.target and row.who and milestone.agreed_on is None:
        yield POSTPONEMENT
    if row.when is None and not row.outlives_case:
        yield from ENDS[1:] if row.outlives_recovery else ENDS


def sensitivity_line(milestone: Milestone, course: Course, *, common: bool = True) -> str | None:
    """Return one Dutch line with what would change the dates of a milestone; None when there is nothing.

    `common`: include what changes most dates; False where that is stated once for all of them.
    """
    phrases = [*own_sensitivities(milestone, course), *(common_sensitivities(milestone, course) if common else ())]
    return f"Verandert door: {'; '.join(phrases)}." if phrases else None


def common_sensitivity_line() -> str:
    """Return the Dutch line with what changes most dates of a case."""
    return f"Elke datum verandert ook, voor zover hij daarop rust, door: {'; '.join(COMMON_FACTS)}."


def _terms(milestone: Milestone, row: MilestoneRule) -> dict[str, Term]:
    """Return the terms that gave a milestone its dates: those of the row, or those special rules replaced them with."""
    terms: dict[str, Term | None] = {field: getattr(row, field) for field in DATE_FIELDS}
    for replacement in milestone.trace or ():
        changed = {name for name, _, _ in replacement.fields}
        instead = row.instead.get(replacement.rule, {})
        terms |= {field: term for field, term in instead.items() if f"{field}_on" in changed}
    return {field: term for field, term in terms.items() if term}


def _underlying_offsets(terms: Iterable[Term], course: Course) -> Iterator[Offset]:
    """Yield the offsets the dates were counted from, down to the facts they rest on."""
    for term in terms:
        offset = deciding_offset(term, course) if term.on(course) else None
        if offset:
            yield offset
            yield from _underlying_offsets(_terms_behind(offset.anchor, course), course)


def _terms_behind(anchor: str, course: Course) -> Iterable[Term]:
    """Return the terms behind the day of an anchor; none when that day was reported, done or agreed."""
    if anchor == "W":
        return () if course.extended else (course.book.wait,)
    kind, key = split_anchor(anchor)
    if not key:
        return ()
    row, milestone = course.book.rows[key], course.dated[key]
    if kind == "done" and (course.facts.done.get(row.ref) or milestone.agreed_on):
        return ()
    return [term for field, term in _terms(milestone, row).items() if field == "due"]


def _anchor_phrase(anchor: str, course: Course) -> str | None:
    """Return the Dutch phrase for a change of an anchor; None where it is named elsewhere."""
    if anchor == "W":
        return "een ander einde van de verlengde wachttijd" if course.extended else RULE_FACTS[EXTENSION]
    kind, key = split_anchor(anchor)
    if not key:
        return None if anchor in SELF else f"een andere dag voor ‘{day_name(anchor, course)}’"
    row = course.book.rows[key]
    label, present_day = in_sentence(row.label), f"(nu telt {dutch_date(course.day(anchor))})"
    is_fact = course.facts.done.get(row.ref) or kind == "due" or not row.who
    return f"een andere dag voor ‘{label}’ {present_day}" if is_fact else f"de dag waarop ‘{label}’ er is {present_day}"
