"""Writes the log: one line an event, as JSON for machines or coloured for people; no personal data."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

# What names or reaches a person. Log ids instead; whoever may, looks them up.
_PERSONAL_KEYS = frozenset(
    {"address", "authorization", "caller", "cookie", "display", "e164", "id_card", "login", "name", "number"}
    | {"password", "phone", "raw", "ticket", "token"}
)
# A run of 7 to 19 digits, but not inside a word, an id or a UUID: a telephone, account or ID-card number.
_LONG_NUMBER = re.compile(r"(?<![\w.-])\+?\d{5,17}(?=\d{2}(?![\w-]))")
_MASK = "***"


def configure(*, level: str = "INFO", form: Literal["auto", "json", "console"] = "auto") -> None:
    """Set up logging for the process: structlog's own events, and those of libraries, to standard error."""
    is_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        *([structlog.processors.format_exc_info] if is_json else []),  # the console prints tracebacks itself
        mask_personal_data,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(
            exception_formatter=structlog.dev.plain_traceback
        )  # the rich one shows values
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def mask_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace values that name or reach a person; shorten long numbers in every text to their last two digits."""
    for key, value in event.items():
        if key in _PERSONAL_KEYS:
            event[key] = _MASK
        elif isinstance(value, str) and key not in {"trace_id", "timestamp"}:
            event[key] = _LONG_NUMBER.sub(_MASK, value)
    return event
