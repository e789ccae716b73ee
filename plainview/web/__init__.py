"""
The pages: what officers see, for whom, and why; the one part that knows Django.

In:   a published refresh, the council's policy, names through the gate. Out: pages, audit events, answers.
Who may read: an officer whom `access.can` allows, for a purpose, one resident at a time.
"""
