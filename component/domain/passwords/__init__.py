"""Does a password fit a stored hash? Pure and slow: call it in a worker, not on the event loop."""
