"""Health, readiness and metrics over HTTP, on a port that is not for people."""
