"""
Who looked at what, why, and what they were answered: an append-only chain.

In:   events without names, from the web, the bridge and the command line. Out: a chain that shows any change.
Read by auditors, by subject access requests, and by `plainview audit verify`.
"""
