"""
The only place with names and keys: who is who, who lives with whom, and what stays locked.

In:   `Structured`, tables with names. Out: `Built`, tables by resident id and the pseudonyms of each purpose;
a vault, a ledger and a blind index that stay here. Read by the pipeline, and by the bridge's own process.
"""
