"""Hostile input by way of a real Openfire; the numbers are printed at the end."""

from tests.hostile.counting import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]
