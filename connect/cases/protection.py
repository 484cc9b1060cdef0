"""Whether a person carries the non-disclosure mark: asked of nobody's row but their own."""

from connect.cases.models import Party


def is_protected(participant_id: str) -> bool:
    """A mark in one case is a mark everywhere (docs/adr/0001)."""
    return Party.objects.filter(participant_id=participant_id, nondisclosure=True).exists()
