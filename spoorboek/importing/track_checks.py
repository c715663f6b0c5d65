"""Check what a row says of a second track that runs already: whole, in order, and in keeping with how far it is."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from spoorboek.importing.reading.track_columns import (
    BUREAU,
    DAY_KEYS,
    ENDS_ON,
    INTAKE_AT,
    REPORTED_ON,
    RESULT,
    STATE,
    TRACK_TITLES,
    WORK_FROM,
)
from spoorboek.importing.row_complaint import RowComplaint, RowRule, RowValues
from spoorboek.importing.running_track import ENDED, TRACK_KEYS, known_days, state_of
from spoorboek.statute.referrals.arrows import state_label
from spoorboek.statute.referrals.referral import PATH, PLACES, PathState

UNTIL_IT_RUNS: tuple[PathState, ...] = ("loopt", "trajectplan", "intake_gehouden", "bevestigd", "aangemeld")
# What cannot lie before what: a planned day, and each reached state, after the states before it.
AFTER: dict[str, tuple[str, ...]] = {
    INTAKE_AT: (DAY_KEYS["aangemeld"], DAY_KEYS["uitvraag"]),
    ENDS_ON: tuple(DAY_KEYS[state] for state in UNTIL_IT_RUNS),
    REPORTED_ON: tuple(DAY_KEYS[state] for state in UNTIL_IT_RUNS),
    WORK_FROM: tuple(DAY_KEYS[state] for state in UNTIL_IT_RUNS),
}
# How far a track must be before something can be said of it, and what that belongs to.
SAID_FROM: dict[str, tuple[PathState, str]] = {
    INTAKE_AT: ("intake_gepland", "een geplande intake hoort bij een latere stand"),
    ENDS_ON: ("aangemeld", "een einde hoort bij een traject waarvoor is aangemeld"),
    REPORTED_ON: ("loopt", "een voortgangsrapportage hoort bij een traject dat loopt"),
    WORK_FROM: (ENDED[0], "nieuw werk hoort bij een eindrapport of nazorg"),
}


def _belongs_to_a_bureau(values: RowValues, _: date) -> Iterator[RowComplaint]:
    filled = [key for key in TRACK_KEYS if values.get(key)]
    if filled and not values.get(BUREAU):
        yield RowComplaint(
            filled[0],
            f"ingevuld, maar '{TRACK_TITLES[BUREAU]}' is leeg; vul daar de code van het bureau in, of maak dit leeg.",
            BUREAU,
        )


def _says_how_far_it_is(values: RowValues, _: date) -> Iterator[RowComplaint]:
    if values.get(BUREAU) and state_of(values) is None:
        yield RowComplaint(
            BUREAU,
            "ingevuld, maar er staat geen dag bij; vul minstens in sinds wanneer het bureau iets weet, zoals "
            f"'{TRACK_TITLES[DAY_KEYS['aangemeld']]}'.",
            TRACK_KEYS,
        )


def _days_fit_the_state(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """A state needs the day on which it was reached, and nothing that comes after it has been yet."""
    state: PathState | None = values.get(STATE)
    if not state:
        return
    own = INTAKE_AT if state == "intake_gepland" else DAY_KEYS[state]
    if not values.get(own):
        needed = f"past niet bij de ingevulde dagen: bij ‘{state_label(state)}’ hoort een dag in '{TRACK_TITLES[own]}'."
        yield RowComplaint(STATE, needed, own)
    for reached in known_days(values):
        if PLACES[reached] > PLACES[state]:
            further = f"ingevuld, maar de stand is ‘{state_label(state)}’; maak dit leeg, of pas de stand aan."
            yield RowComplaint(DAY_KEYS[reached], further, STATE)


def _days_are_in_order(values: RowValues, _: date) -> Iterator[RowComplaint]:
    days = known_days(values)
    reached = [state for state in PATH if state in days]
    for before, state in pairwise(reached):
        if days[state] < days[before]:
            yield RowComplaint(DAY_KEYS[state], _too_early(DAY_KEYS[before]), DAY_KEYS[before])
    for key, earlier in AFTER.items():
        for before_key in earlier:
            if (day := values.get(key)) and (start := values.get(before_key)) and day < start:
                yield RowComplaint(key, _too_early(before_key), before_key)


def _too_early(before: str) -> str:
    return f"ligt vóór '{TRACK_TITLES[before]}'; verwacht die dag of een latere."


def _end_is_whole(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """An end report has a result, and a result belongs to an end report."""
    report, result = values.get(DAY_KEYS["eindrapport"]), values.get(RESULT)
    if report and not result:
        missing = f"ingevuld, maar '{TRACK_TITLES[RESULT]}' is leeg; vul beide in."
        yield RowComplaint(DAY_KEYS["eindrapport"], missing, RESULT)
    if result and not report:
        alone = f"ingevuld, maar '{TRACK_TITLES[DAY_KEYS['eindrapport']]}' is leeg; vul beide in, of maak dit leeg."
        yield RowComplaint(RESULT, alone, DAY_KEYS["eindrapport"])


def _said_in_time(values: RowValues, _: date) -> Iterator[RowComplaint]:
    """Refuse what can only be said of a track that is further."""
    state = state_of(values)
    for key, (needed, why) in SAID_FROM.items():
        if values.get(key) and state and PLACES[state] < PLACES[needed]:
            yield RowComplaint(key, f"ingevuld, maar de stand is ‘{state_label(state)}’; {why}.", STATE)


TRACK_RULES: tuple[RowRule, ...] = (
    _belongs_to_a_bureau,
    _says_how_far_it_is,
    _days_are_in_order,
    _days_fit_the_state,
    _end_is_whole,
    _said_in_time,
)
