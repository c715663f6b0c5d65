"""The Prefect server as every client of it needs it: the name of our work pool, and how a client shows its secret."""

from base64 import b64encode

POOL = "spoorboek"


def authorization(secret: str) -> dict[str, str]:
    """Return the header with which a client shows that it knows the secret of the installation."""
    return {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"}
