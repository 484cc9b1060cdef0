"""Everything that an account of a person has, as rows, to see whether an act has changed any of it."""

from django.apps import apps

from connect.access.models import Passkey


def everything() -> dict[str, list[tuple]]:
    """Every row that there is, but what a refused passkey leaves behind: its challenge is used up, its counter on."""
    models = [model for model in apps.get_models() if model._meta.app_label in ("access", "notices", "audit")]
    apart = ("SingleUseKey",)
    rows = {model.__name__: sorted(map(repr, model.objects.values_list())) for model in models}
    rows["Passkey"] = sorted(map(repr, Passkey.objects.values_list("name", "made_at")))
    return {name: found for name, found in rows.items() if name not in apart}
