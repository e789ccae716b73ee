"""
The flow, run in order: extracts in, a published refresh out.

`stages.py` is the shortest description of the system. This package carries tables from the bridge to the
store; neither knows the other.
"""
