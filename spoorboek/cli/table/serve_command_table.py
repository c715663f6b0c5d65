"""The commands `spoorboek serve …`: part of the table of all commands."""

from spoorboek.cli.table.command_entry import GroupEntry, entries

SERVE = GroupEntry(
    "Eén proces voor één taak, voor een installatie van meer processen of machines.",
    entries(
        "serve.serve_commands:serve_app",
        {
            "api": "Voer een API-server van Prefect uit, zonder achtergronddiensten; er mogen er meer naast elkaar.",
            "services": "Werk de databases bij, plaats de deployments, en voer de achtergronddiensten van Prefect uit.",
            "worker": "Voer een worker uit, die dossiers wekt en het onderhoud doet; er mogen er meer naast elkaar.",
            "desk": "Voer de werkplek uit; er mogen er meer naast elkaar.",
            "bureau": "Voer de poort uit waar bureaus berichten brengen; er mogen er meer naast elkaar.",
            "inbox": "Lees elke minuut wat binnenkomt: teruggekomen mail, antwoorden van bureaus, de map voor stukken.",
            "watch": "Bewaak alles van buiten Prefect: een hartslag zolang het loopt, en mail aan operatie als iets "
            "stilstaat.",
        },
    ),
)
