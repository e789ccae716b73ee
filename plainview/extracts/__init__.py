"""
What each source system sent us, read as text, cleaned and structured by its mapping.

In:   files of an extract and its mapping. Out: `Structured`, tables that still hold names. Read by the
bridge's side of the pipeline alone.
"""
