"""The same people and browsers as in tests/access."""

from tests.access.conftest import cast, new_visitor, visitor  # noqa: F401
