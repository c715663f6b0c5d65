"""The commands `spoorboek serve …`: one process for one job, for an installation of several machines.

Each imports what it runs when it runs: the environment of Prefect is put in place before Prefect is imported.
"""

import typer

from spoorboek.cli.shared.dutch import DutchCommand

serve_app = typer.Typer()


@serve_app.command("api", cls=DutchCommand)
def serve_api_command() -> None:
    """Voer een API-server van Prefect uit, zonder achtergronddiensten; er mogen er meer naast elkaar."""
    from spoorboek.platform.serve.api_job import serve_api

    serve_api()


@serve_app.command("services", cls=DutchCommand)
def serve_services_command() -> None:
    """Werk de databases bij, plaats de deployments, en voer de achtergronddiensten van Prefect uit."""
    from spoorboek.platform.serve.services_job import serve_services

    serve_services()


@serve_app.command("worker", cls=DutchCommand)
def serve_worker_command() -> None:
    """Voer een worker uit, die dossiers wekt en het onderhoud doet; er mogen er meer naast elkaar."""
    from spoorboek.platform.serve.worker_job import serve_worker

    serve_worker()


@serve_app.command("desk", cls=DutchCommand)
def serve_desk_command() -> None:
    """Voer de werkplek uit; er mogen er meer naast elkaar."""
    from spoorboek.desk.serve_desk_job import serve_desk_alone

    serve_desk_alone()


@serve_app.command("bureau", cls=DutchCommand)
def serve_bureau_command() -> None:
    """Voer de poort uit waar bureaus berichten brengen; er mogen er meer naast elkaar."""
    from spoorboek.platform.serve.bureau_job import serve_bureau

    serve_bureau()


@serve_app.command("inbox", cls=DutchCommand)
def serve_inbox_command() -> None:
    """Lees elke minuut wat binnenkomt: teruggekomen mail, antwoorden van bureaus, de map voor stukken."""
    from spoorboek.platform.serve.inbox_job import serve_inbox

    serve_inbox()


@serve_app.command("watch", cls=DutchCommand)
def serve_watch_command() -> None:
    """Bewaak alles van buiten Prefect: een hartslag zolang het loopt, en mail aan operatie als iets stilstaat."""
    from spoorboek.platform.serve.watch_job import serve_watch

    serve_watch()
