"""The soak of `make soak`: all that people do, for an hour, while memory and queues stay flat."""
