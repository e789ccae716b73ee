"""
Reads files that nobody has described yet, and drafts an agreement and a mapping for a person to finish.

In:   files as a department sent them. Out: what each column most likely is, and drafts in which all that a person
must decide is marked. No value of a resident leaves: only codes of columns with few of them. Read by the command line.
"""

from plainview.extracts.profile.draft import Draft, drafts
from plainview.extracts.profile.look import look
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile, SetProfile

__all__ = ["ColumnProfile", "Draft", "FileProfile", "SetProfile", "drafts", "look"]
