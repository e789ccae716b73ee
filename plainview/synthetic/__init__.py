"""
Boroughs that never existed, in the shape of real extracts.

In:   a size and a seed. Out: `extracts/`, `council/` and `truth/`, apart. Knows the real systems' field
names and code lists; knows nothing of how Plainview reads them, and imports no later stage.
"""
