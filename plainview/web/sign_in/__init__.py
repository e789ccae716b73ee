"""Signing officers in, keeping their sessions short, and guarding every view by the act that it declares."""
