"""
Makes our tables from an extract's record sets, as its mapping says, in columns.

In:   raw record sets (all text) and a mapping. Out: `Structured` and what could not be read, by element.
"""

from plainview.extracts.structure.structurer import CouldNotStructure, Issue, Structurer

__all__ = ["CouldNotStructure", "Issue", "Structurer"]
