"""How long requests to the desk take, by the path of the page as the table writes it: never with a case in it."""

from collections.abc import Awaitable, Callable
from time import perf_counter

from prometheus_client import CollectorRegistry, Histogram
from starlette.requests import Request
from starlette.responses import Response

REQUEST_REGISTRY = CollectorRegistry()
BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds
REQUEST_SECONDS = Histogram(
    "spoorboek_desk_request_seconds",
    "Seconds until an answer of the desk was made",
    ("page", "method", "status"),
    buckets=BUCKETS,
    registry=REQUEST_REGISTRY,
)


def timed(page: str, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Measure a page. `page`: its path as the table writes it; the status goes in as `2xx`."""

    async def measured(request: Request) -> Response:
        began = perf_counter()
        response = await answer(request)
        labels = (page, request.method, f"{response.status_code // 100}xx")
        REQUEST_SECONDS.labels(*labels).observe(perf_counter() - began)
        return response

    return measured
