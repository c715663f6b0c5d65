"""The process of the Prefect server: its own app, with API, UI and background services, behind our door.

It is what `prefect server start` runs, which has no place for a layer around the app. Everything it needs to know
stands in Prefect's own settings in the environment.
"""

import sys

import uvicorn
from fastapi import FastAPI
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from spoorboek.platform.door import guarded
from spoorboek.platform.form_answers import FormAnswers
from spoorboek.platform.port import bind_server


def serve_prefect() -> None:
    """Run the server until it is asked to stop."""
    server_behind_door().run([bind_server(get_current_settings().server.api.port)])


def server_behind_door(*, webserver_only: bool = False) -> uvicorn.Server:
    """Return the server of Prefect's app behind our door. `webserver_only`: its background services run elsewhere."""
    server = get_current_settings().server
    if server.api.auth_string is None:
        sys.exit("PREFECT_SERVER_API_AUTH_STRING is not set; `spoorboek up` starts this server with its secret")
    app = create_app(final=True, webserver_only=webserver_only)
    # Anybody may ask for these pages, and each costs the server seconds; those below /api ask for the secret.
    app.router.routes = [route for route in app.router.routes if getattr(route, "path", None) not in api_pages(app)]
    config = uvicorn.Config(
        guarded(
            FormAnswers(app), server.api.cors_allowed_origins.split(","), server.api.auth_string.get_secret_value()
        ),
        timeout_keep_alive=server.api.keepalive_timeout,
        ws_ping_interval=server.api.websocket_ping_interval,
        ws_ping_timeout=server.api.websocket_ping_timeout,
        log_level=server.logging_level.lower(),
    )
    return uvicorn.Server(config)


def api_pages(app: FastAPI) -> set[str | None]:
    """Return the paths of the pages that describe the API."""
    return {app.openapi_url, app.docs_url, app.redoc_url, app.swagger_ui_oauth2_redirect_url}


if __name__ == "__main__":
    serve_prefect()
