"""The dossiers of the stories: nothing is found but what the story itself lets go wrong."""

from datetime import timedelta

import pytest
from support.dossier.sound_dossiers import sound_rest

from spoorboek.stories.simulation import run_case
from spoorboek.stories.story_reader import load_story, shipped_stories

EVERY = timedelta(days=35)
# What goes wrong in a story, on a day that is looked at; a story that is not here is sound.
NEVER_BEGUN = {"te_laat_begonnen"}  # a story without a second track
NO_PLAN_FILE = {"geen_trajectplan", "stilte"}  # the bureau sends no file of what it does
GOES_WRONG: dict[str, set[str]] = {
    "bureau_rapporteert_niet_meer": NO_PLAN_FILE,
    "cao_langer_loon": NEVER_BEGUN,
    "contract_eindigt_in_week_30": {"melding_uit_dienst_te_laat"},
    "dunne_rapporten": {"voortgang_te_dun"},
    "eigenrisicodrager_na_dienstverband": NEVER_BEGUN,
    "functioneel_profiel_blijft_uit": NEVER_BEGUN,
    "herstel_ingetrokken": {"plan_te_laat"},
    "herstel_na_de_vraag": NEVER_BEGUN,
    "late_eerstejaarsevaluatie": {"eerstejaarsevaluatie_te_laat"},
    "late_wia_aanvraag": {"wia_aanvraag_te_laat"},
    "loonsanctie_met_herstel": NEVER_BEGUN,
    "loonsanctie_na_late_aanvraag": {"wia_aanvraag_te_laat"},
    "oude_zaak_van_voor_juli_2013": {"wia_aanvraag_te_laat"},
    "overgenomen_in_week_60": NEVER_BEGUN,
    "overgenomen_zonder_antwoord": NEVER_BEGUN,
    "te_late_probleemanalyse": {"probleemanalyse_te_laat"},
    "traject_eindigt_met_uitkering": {"geen_trajectplan"},
    "traject_naar_werk": NO_PLAN_FILE,
    "traject_verlengd": {*NO_PLAN_FILE, "voortgang_te_laat"},
    "volledig_tot_wia": NO_PLAN_FILE,
    "wachttijd_verlengd": NEVER_BEGUN,
}


def codes_of(name: str) -> set[str]:
    """Return what is found in the first case of a story, whose people did all that it does not tell on time."""
    events, found = run_case(load_story(name).events_of(1)).record.events, set[str]()
    day, last = events[0].on, max(event.on for event in events) + EVERY
    while day <= last:
        known = [event for event in events if event.on <= day]
        found |= {each.code for each in sound_rest(known).found(day)}
        day += EVERY
    return found


@pytest.mark.parametrize("name", shipped_stories())
def test_a_story_has_the_findings_of_what_goes_wrong_in_it(name: str) -> None:
    """No false alarm in what people lived well, and what went wrong is seen."""
    assert codes_of(name) == GOES_WRONG.get(name, set())


def test_most_stories_are_sound() -> None:
    """The list of what goes wrong is no way out."""
    assert len(shipped_stories()) - len(GOES_WRONG) >= 55
