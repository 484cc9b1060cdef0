"""Log lines without anybody in them: the pattern of an address instead of the address, errors without their values."""

import logging
import traceback
from copy import copy
from types import TracebackType

type ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LogFormatter(logging.Formatter):
    """One record as one line, and for an error where it happened and its kind.

    An address holds public ids, and an error's text may hold a row ("Key (participant_id)=..."): neither is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None:
            record = copy(record)
            match = getattr(request, "resolver_match", None)
            record.msg, record.args = (
                "%s %s /%s",
                (
                    getattr(record, "status_code", ""),
                    getattr(request, "method", ""),
                    match.route if match else "(no such page)",
                ),
            )
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name logging calls
        kind, _, where = ei
        return "".join(traceback.format_tb(where)) + (kind.__qualname__ if kind else "")
