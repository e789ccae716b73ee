"""Matches to review: whether two records are one person, put to data stewards."""
