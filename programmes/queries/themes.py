"""Themes that rounds have used, for what is written across rounds."""

from programmes.models import Theme


def known_themes() -> list[str]:
    """Their labels, each once, in the order of the newest round first."""
    labels = Theme.objects.order_by("-round__starts_on", "position").values_list("label", flat=True)
    return list(dict.fromkeys(labels))
