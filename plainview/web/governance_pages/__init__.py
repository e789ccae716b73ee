"""The pages about Plainview itself: agreements, definitions, quality, looks, roles, how it works."""
