"""The real things behind the ports: databases, Openfire's commands, worker threads."""
