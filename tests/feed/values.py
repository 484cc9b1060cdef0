"""What the check of a column says of texts, as the workspace of a load works it out."""

import tempfile
from pathlib import Path

from connect.feed.pipeline.check import good, reason_of
from connect.feed.pipeline.workspace import open_workspace
from connect.feed.record import Column


def reasons(column: Column, texts: list[str]) -> list[str | None]:
    """Of each text why it is bad; None for a good one."""
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder, "workspace")) as workspace:
        workspace.declare("texts", {"nth": "BIGINT", column.name: "TEXT"})
        workspace.add_rows("texts", [(nth, text.replace("\0", "\1") or None) for nth, text in enumerate(texts)])
        found = list(workspace.rows(f"SELECT {good(column)}, {reason_of(column)} FROM texts ORDER BY nth"))
    assert [why is None for _, why in found] == [taken for taken, _ in found]
    return [why for _, why in found]
