"""
Data-sharing agreements and mappings as code: what may be shared, for what, how long, and where it goes.

In:   a council's folder of YAML. Out: validated agreements, mappings, code lists, and the ledger of
uses that `check` and the coverage table read. Read by every later stage; no data passes here.
"""
