"""docs/settings.md, made from connect/settings.py: python tools/settings_reference.py (`make settings`)."""

import os
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


def main() -> None:
    os.environ["CONNECT_PROFILE"] = "test"
    from connect import settings  # noqa: PLC0415 - reads the environment
    from connect.lib.environment import reference  # noqa: PLC0415

    REFERENCE.write_text(reference(settings.ENVIRONMENT), encoding="utf-8")


if __name__ == "__main__":
    main()
