"""Takes the steps that a record declares: a table made in the workspace, or rows fetched from the main database."""

from collections.abc import Iterable

from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import model_table
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import Fetch, Make, Step


def take(workspace: Workspace, database: Database | None, steps: Iterable[Step]) -> None:
    """Each of `steps` whose tables have rows. `database` may be None where none of them fetches."""
    for step in steps:
        if step.given and not workspace.has(*step.given):
            continue
        match step:
            case Make(add=True):
                workspace.add(step.name, step.query)
            case Make():
                workspace.make(step.name, step.query)
            case Fetch() if database:
                database.fetch(model_table(step.model), step.columns, step.keys)
