"""
Case summaries: sentences made of facts, each with its evidence.

In:   residents' records from the read model, factors, sentences in YAML, what the officer may see, a day.
Out:  a summary by display pseudonym; the web zone fills in names after the reveal.
Who:  the web and the command line. No score, no rank, no prediction.
"""
