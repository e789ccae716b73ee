"""
Makes what sources say of people comparable: names, dates, numbers, addresses, phones, e-mail.

In:   mentions (`structured.MENTION_COLUMNS`), as the mapping gave them. Out: the same rows with comparable values,
`born_on_kind`, and counts of what was blanked. What was received stays in the bridge for evidence; this does not
change it. Every rule works on distinct values, each once.
"""

from plainview.extracts.clean.clean import CleanCount, Cleaned, clean

__all__ = ["CleanCount", "Cleaned", "clean"]
