"""A whole migration of many accounts, on servers of its own: all counts, and row by row what stays.

`make scale` runs it with 20,000 accounts on each side; the live tests run it with a few hundred.
"""
