"""The demo: a Tiki full of people, the component beside a real Openfire, and the story of both.

The tests and the benchmarks live in the same village.
"""
