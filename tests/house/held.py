"""Which functions write, and whether an act that holds the visit stands on the way."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from tests.house.code import CONNECT, Source, sources

HOLD = {"in_a_visit", "in_a_confirmed_visit"}


GIVEN = {"CurrentVisit", "SignedInRequest"}


WRITES = {
    *("update", "delete", "create", "save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"),
    *("enqueue", "withdraw", "record"),  # of the outbox and of the trail
}


SQL = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")


# What may be written whether or not the visit is still open, and why.
NEED_NOT = {
    "access/visit_lock.py lock_visit": "holds it: what the browser carried is written where the row is there",
    "access/visits.py extend": "moves the end of a row that is there; brings none back",
    "access/visits.py keep_input": "into the row of an ended visit on purpose; opens nothing",
    "access/visits.py drop_input": "what waited was shown",
    "access/pins/confirmation.py _pin_refused": "nothing but the entry that somebody was refused",
    "access/gate.py give_back": "a try that nobody looked at",
    "contact/reading.py note_read": "that an answer was shown; opens nothing",
    "access/single_use.py use_once": "a challenge is used up, whoever brings it",
    "lib/public_id.py public_ids": "the update of a hash, and of no row",
    "paper/rendering.py _packed": "the bytes of a PDF, and no row",
    "documents/actions.py mark_opened": "that a document of theirs is no longer new; opens nothing",
    "access/passkeys/webauthn.py proof_of": "a passkey's counter as its owner's device says it",
}


@dataclass(frozen=True)
class Function:
    """A function at the top of a file of ours."""

    source: Source
    node: ast.FunctionDef

    @property
    def name(self) -> str:
        return f"{self.source.name} {self.node.name}"

    @property
    def public(self) -> bool:
        return not self.node.name.startswith("_")

    @property
    def holds(self) -> bool:
        return bool(HOLD & {each.id for each in self.node.decorator_list if isinstance(each, ast.Name)})

    @property
    def given_a_visit(self) -> bool:
        arguments = [*self.node.args.posonlyargs, *self.node.args.args, *self.node.args.kwonlyargs]
        return any(GIVEN & _names(each.annotation) for each in arguments if each.annotation)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.node) if isinstance(node, ast.Call))


def _names(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


class Code:
    """All functions of the product, and which of them a call means."""

    def __init__(self, files: list[Source]) -> None:
        self.files = {source.name: source for source in files}

    @cached_property
    def functions(self) -> dict[str, Function]:
        found = (
            Function(source, node)
            for source in self.files.values()
            for node in source.tree.body
            if isinstance(node, ast.FunctionDef)
        )
        return {each.name: each for each in found}

    def called(self, source: Source, call: ast.Call) -> Function | None:
        """The function of ours that `call` in `source` means; None for any other."""
        imported, what = _imported(source), call.func
        if isinstance(what, ast.Name):
            return self.functions.get(imported.get(what.id, f"{source.name} {what.id}"))
        if isinstance(what, ast.Attribute) and isinstance(what.value, ast.Name) and what.value.id in imported:
            return self.functions.get(f"{imported[what.value.id].replace(' ', '/')}.py {what.attr}")
        return None

    def unheld(self) -> list[str]:
        """'access/recovery_codes.py make_codes: delete': what is written for a visit that nobody held."""
        waiting = [each for each in self.functions.values() if each.public and each.given_a_visit]
        seen, found = set(), set()
        while waiting:
            function = waiting.pop()
            if function.name in seen or function.holds or function.name in NEED_NOT:
                continue
            seen.add(function.name)
            for call in function.calls():
                if further := self.called(function.source, call):
                    waiting.append(further)
                elif written := _written(function.source, call):
                    found.add(f"{function.name}: {written}")
        return sorted(found)


@cache
def _imported(source: Source) -> dict[str, str]:
    """{'gate': 'access gate', 'hold': 'access/visit_lock.py hold'}: each imported module or name, by its local name."""
    found = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("connect."):
            folder = (node.module or "").removeprefix("connect.").replace(".", "/")
            file = f"{folder}.py" if (CONNECT / f"{folder}.py").exists() else folder
            found |= {each.asname or each.name: f"{file} {each.name}" for each in node.names}
    return found


def _written(source: Source, call: ast.Call) -> str:
    """The write that a call is; ''."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    if call.func.attr == "execute" and call.args:
        return "execute" if SQL.search(_text(source, call.args[0])) else ""
    return call.func.attr if call.func.attr in WRITES else ""


def _text(source: Source, node: ast.expr) -> str:
    """The text of a string, or of the constant that is named."""
    if isinstance(node, ast.Name):
        given = (each for each in source.tree.body if isinstance(each, ast.Assign))
        node = next((each.value for each in given if node.id in {name.id for name in each.targets}), node)
    return ast.unparse(node)


def acts_of_visits() -> set[str]:
    """'access/recovery_codes.py make': every act that holds its visit."""
    return {name for name, function in Code(sources()).functions.items() if function.holds}
