"""The web page where people connect their accounts: pages, forms and sessions; no policy."""
