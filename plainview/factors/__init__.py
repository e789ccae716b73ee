"""
Risks, circumstances and strengths: each one a named, defined rule over facts.

In:   definitions in YAML (ours, and the council's own), and the store's tables for display.
Out:  evidence, row by row, that a rule was met, with both clocks.
Who:  summaries, cohorts, features and alerts all use this one definition.
"""
