"""Log lines that name nobody: addresses are masked, and a line stays one line."""

import logging
import re
from typing import Any

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+\.[\w.-]+")
# \s would also meet spaces; these are what could begin a forged line or colour a terminal.
BREAKS = re.compile("[\x00-\x08\n\r\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


class Discreet(logging.Formatter):
    """Masks e-mail addresses everywhere, and line breaks and controls in what was logged (not in tracebacks)."""

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub("(address)", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        record.message = BREAKS.sub(" ", record.message)
        return super().formatMessage(record)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": Discreet, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Its lines for every page not found would fill the log; what fails is an error and stays.
        "django.request": {"level": "ERROR"},
        # Both speak for every font and every file at INFO.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        # It warns at each HEAD, which monitors send all day, that Django made a body it did not send.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
