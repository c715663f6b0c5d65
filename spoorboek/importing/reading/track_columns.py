"""The columns of a second track that runs already: its bureau, how far it is, and the days that are known of it."""

from collections.abc import Mapping

from spoorboek.importing.reading.column import Column
from spoorboek.statute.referrals.referral import PATH, PathState

BUREAU, STATE, RESULT = "track_bureau", "track_state", "track_result"
INTAKE_AT, ENDS_ON, REPORTED_ON, WORK_FROM = "track_intake_at", "track_ends_on", "track_reported_on", "track_work_from"
# The day on which each state was reached, in the order of the path.
DAY_KEYS: Mapping[PathState, str] = {
    "uitvraag": "track_asked_on",
    "aangemeld": "track_referred_on",
    "bevestigd": "track_confirmed_on",
    "intake_gehouden": "track_intake_on",
    "trajectplan": "track_plan_on",
    "loopt": "track_started_on",
    "eindrapport": "track_end_report_on",
    "nazorg": "track_aftercare_on",
}
IMPORTABLE: tuple[PathState, ...] = tuple(state for state in PATH if state in DAY_KEYS or state == "intake_gepland")

TRACK_COLUMNS = (
    Column(
        BUREAU, "Bureau tweede spoor", "code",
        ("bureau spoor 2", "bureaucode tweede spoor", "bureaucode spoor 2", "re-integratiebureau"),
        hint="De code van een bureau uit het register, zoals `spoorboek bureau list` haar toont.",
    ),
    Column(
        STATE, "Stand tweede spoor", "track_state",
        ("stand spoor 2", "status tweede spoor", "status spoor 2", "fase tweede spoor", "fase spoor 2"),
        hint="Hoe ver het traject is. Leeg: volgt uit de laatste dag die is ingevuld.",
    ),
    Column(
        DAY_KEYS["uitvraag"], "Bureau gevraagd op", "date", ("bureau uitgevraagd op", "uitvraag op", "uitgevraagd op"),
    ),
    Column(
        DAY_KEYS["aangemeld"], "Aangemeld bij bureau op", "date",
        ("aangemeld op", "datum aanmelding bureau", "aanmelding bureau op"),
    ),
    Column(
        DAY_KEYS["bevestigd"], "Bevestigd door bureau op", "date",
        ("bevestigd op", "ontvangst bevestigd op", "bevestiging bureau op"),
    ),
    Column(
        INTAKE_AT, "Intake gepland op", "date", ("datum intake gepland", "geplande intake"),
        hint="De dag die het bureau noemde; mag in de toekomst liggen.",
    ),
    Column(DAY_KEYS["intake_gehouden"], "Intake gehouden op", "date", ("intake op", "datum intake", "intake")),
    Column(
        DAY_KEYS["trajectplan"], "Trajectplan ontvangen op", "date",
        ("trajectplan op", "datum trajectplan", "plan ontvangen op"),
    ),
    Column(
        DAY_KEYS["loopt"], "Traject gestart op", "date",
        ("start traject", "startdatum traject", "traject vanaf", "begindatum traject"),
    ),
    Column(
        ENDS_ON, "Traject verwacht einde", "date",
        ("einde traject", "einddatum traject", "verwachte einddatum traject", "traject t/m", "traject tot en met"),
        hint="De laatste dag die gepland is; mag in de toekomst liggen.",
    ),
    Column(
        REPORTED_ON, "Laatste voortgangsrapportage op", "date",
        ("laatste rapportage op", "laatste voortgangsrapport op", "datum laatste voortgangsrapportage"),
    ),
    Column(
        DAY_KEYS["eindrapport"], "Eindrapport ontvangen op", "date", ("eindrapport op", "datum eindrapport"),
    ),
    Column(
        RESULT, "Uitkomst traject", "track_result", ("resultaat traject", "uitkomst tweede spoor", "uitkomst spoor 2"),
        hint="Hoort bij een eindrapport.",
    ),
    Column(
        WORK_FROM, "Start nieuw werk op", "date", ("nieuw werk vanaf", "start werk", "startdatum nieuw werk"),
        hint="De eerste dag in ander werk; daarvan telt de nazorg.",
    ),
    Column(DAY_KEYS["nazorg"], "Nazorg vanaf", "date", ("nazorg op", "start nazorg", "datum nazorg")),
)  # fmt: skip
TRACK_TITLES: Mapping[str, str] = {column.key: column.title for column in TRACK_COLUMNS}
