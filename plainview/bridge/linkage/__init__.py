"""
Record linkage as a tool of its own: one file of person records in, clusters out, by what a small YAML file says.

It shares comparisons, clustering and words with the bridge, and nothing else: no ledger, no vault, no home.
"""
