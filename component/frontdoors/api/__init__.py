"""The HTTP API for the site: what it answers, and to whom. The listener is `web.server`'s."""
