"""Numbers and units as they are said."""

from bot.services.metrics import Metric


def unit_of(metric: Metric) -> str:
    """The unit as it follows a number."""
    return metric.unit if metric.unit == "%" else f" {metric.unit}"


def number_of(value: float | None) -> str:
    """A number as it is said: whole when it is, else with one place."""
    if value is None:
        return ""
    return str(round(value)) if abs(value - round(value)) < 0.05 else f"{value:.1f}"
