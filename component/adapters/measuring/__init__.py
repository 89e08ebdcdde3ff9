"""Prometheus metrics: what they are called, and wrappers of ports that count.

Nothing but the wiring knows of it: use cases and other adapters are the same without. Values of
labels come from closed sets, never from people.
"""
