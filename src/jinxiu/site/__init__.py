"""Settings, addresses, base templates, static files and translations: what holds the rooms together."""
