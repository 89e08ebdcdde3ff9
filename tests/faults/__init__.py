"""The fault suite of `make faults`: parts die, hang and lie under load, and nothing comes of it."""
