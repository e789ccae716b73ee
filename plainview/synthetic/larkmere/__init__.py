"""Larkmere, a London borough that does not exist: its people, its 49 systems' extracts, its policy."""
