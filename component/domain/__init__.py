"""The rules of the bridge: functions from values to values. No I/O, no asyncio."""
