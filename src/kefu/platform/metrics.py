"""What Prometheus may scrape; each figure is named once, here or beside the code that feeds it."""

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from starlette.responses import Response

HTTP_SECONDS = Histogram(
    "kefu_http_request_seconds",
    "Time from a request's arrival to the end of its answer, by route",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def render() -> Response:
    """Answer a scrape."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
