"""Plainview: what a council already knows about a resident, seen plainly and lawfully."""

__version__ = "0.1.0"
