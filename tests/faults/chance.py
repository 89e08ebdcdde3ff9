"""Chance that comes out the same again for a seed."""

import random


def make_chance(seed: int, purpose: str) -> random.Random:
    """Make the chance for one purpose, which nothing else draws from."""
    return random.Random(f"{seed} {purpose}")
