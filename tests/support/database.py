"""Questions to a database that belongs to another process: the portal behind its server."""

from collections.abc import Callable
from typing import Any

import dj_database_url
from django.db.utils import ConnectionHandler


class Database:
    """The database at an address as CONNECT_DATABASE names it. `unblocked` is pytest-django's permission."""

    def __init__(self, address: str, unblocked: Callable[[], Any]) -> None:
        self._connections = ConnectionHandler({"default": dj_database_url.parse(address)})
        self._unblocked = unblocked

    @property
    def vendor(self) -> str:
        """'sqlite' or 'postgresql'."""
        return self._connections["default"].vendor

    def ask(self, statement: str, *values: object) -> list[tuple]:
        """The rows that `statement` finds, or [] where it is not a question; committed at once."""
        connection = self._connections["default"]
        try:
            with self._unblocked(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()
