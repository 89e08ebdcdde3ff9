"""Reads metrics as Prometheus does: what is written, parsed."""

from prometheus_client.parser import text_string_to_metric_families

from component.adapters.measuring.metrics import Metrics


def numbers(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    """The values of a metric by its labels' values, in the order of the labels' names.

    Those that are 0 are left out.
    """
    body, _ = metrics.write("")
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
        if sample.name == name and sample.value
    }


def names(metrics: Metrics) -> set[str]:
    """The names of all samples."""
    body, _ = metrics.write("")
    return {
        sample.name
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }
