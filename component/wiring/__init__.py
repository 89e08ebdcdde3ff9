"""Puts the parts together: the only package that names concrete adapters."""

from component.wiring.checking import check
from component.wiring.serving import serve

__all__ = ["check", "serve"]
