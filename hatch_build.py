"""Compile the phrase catalogues (.po) into .mo when the package is built or installed as editable."""

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "connect", "locale").rglob("*.po"):
            catalogue = read_po(io.StringIO(source.read_text(encoding="utf-8-sig")), abort_invalid=True)
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
