"""The web's one door to names: every find and reveal is written to the audit, then asked of the bridge."""
