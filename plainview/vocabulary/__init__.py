"""
The words everyone uses: purposes, errors, the tables of the store, evidence.

In:   nothing. Out: plain types, no acts. Read by every other package.
"""
