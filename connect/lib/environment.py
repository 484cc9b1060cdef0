"""The variables of the environment: each read in one place, with its type, its default and what it means.

A secret may stand in a file instead: `CONNECT_X_FILE` names it, as Docker and Kubernetes put secrets. Whatever is wrong
with a value raises ImproperlyConfigured with the name of its variable. No message repeats a secret. docs/settings.md is
made of what was read here (tools/settings_reference.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from connect.lib.by_hand import Unreadable, load_text

_NO = ("", "0", "no", "false", "off")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable as operators read of it: `usual` is its default in words."""

    name: str
    means: str
    usual: str
    is_secret: bool = False


class EnvironmentVariables:
    """Reads variables out of `values`, the environment of the process, and remembers which there are."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.read: dict[str, Variable] = {}

    def text(self, name: str, usual: str, means: str, *, shown: str | None = None) -> str:
        """`shown`: the default in words, where it is not the same everywhere."""
        self._remember(name, means, f"`{usual}`" if usual and shown is None else shown or "")
        return self._values.get(name, usual)

    def path(self, name: str, usual: Path, means: str, *, shown: str) -> Path:
        self._remember(name, means, shown)
        return Path(self._values.get(name, usual))

    def words(self, name: str, usual: str, means: str, *, shown: str = "") -> list[str]:
        """A list, with commas between."""
        self._remember(name, means, shown)
        return [word for word in self._values.get(name, usual).split(",") if word]

    def flag(self, name: str, means: str) -> bool:
        """0, no, false, off and nothing at all mean no; anything else means yes."""
        self._remember(name, means, "no")
        return self._values.get(name, "").strip().lower() not in _NO

    def one_of(self, name: str, choices: tuple[str, ...], usual: str, means: str) -> str:
        self._remember(name, f"{means}: {', '.join(f'`{each}`' for each in choices)}", f"`{usual}`")
        value = self._values.get(name, usual)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}; it is one of {', '.join(choices)}")
        return value

    def number[Number: (int, float)](self, name: str, usual: Number, means: str, *, shown: str = "") -> Number:
        """A number of the kind of the `usual` one, and not below 0."""
        self._remember(name, means, shown or f"{usual:g}")
        text = self._values.get(name, "")
        try:
            value = type(usual)(text) if text else usual
        except ValueError:
            value = type(usual)(-1)
        if not 0 <= value < 1e9:
            raise ImproperlyConfigured(f"{name} is {text!r}; it must be a number, for example {usual}")
        return value

    def secret(self, name: str, usual: str, means: str, *, shown: str = "") -> str:
        """The value of `name`, or of the file that `name`_FILE names, without the end of its last line."""
        self._remember(name, means, shown, is_secret=True)
        file = self._values.get(f"{name}_FILE", "")
        if not file:
            return self._values.get(name, usual)
        if name in self._values:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; one of them is enough")
        try:
            return load_text(Path(file)).removesuffix("\n")
        except Unreadable as problem:
            raise ImproperlyConfigured(f"{name}_FILE: {problem}") from None

    def _remember(self, name: str, means: str, usual: str, *, is_secret: bool = False) -> None:
        self.read[name] = Variable(name, means, usual, is_secret)


def reference(variables: EnvironmentVariables) -> str:
    """docs/settings.md: a table of every variable, in the order in which they are read."""
    lines = [
        "# Settings",
        "",
        "Every variable of the environment. Made from `connect/settings.py` by `make settings`; change the words",
        "there. [operators.md](operators.md) says how they go together. A variable marked **file** is a secret. It may",
        "stand in a file that the same name with `_FILE` names: `CONNECT_SECRET_KEY_FILE=/run/secrets/secret-key`.",
        "",
        "| name | meaning | default |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{each.name}`{' **file**' if each.is_secret else ''} | {each.means} | {each.usual} |"
        for each in variables.read.values()
    ]
    return "\n".join(lines) + "\n"
