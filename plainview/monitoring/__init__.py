"""
Whom the council's data covers, group by group.

In: the store's tables for monitoring. Out: shares and rounded sizes, never a resident and never a small number.
`groups.py` alone reads what is shared for monitoring only.
"""
