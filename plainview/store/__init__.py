"""
The analytic store: what is known of residents, by pseudonym alone.

In:   typed facts by resident id, with provenance and both clocks, from the pipeline.
Out:  Parquet for each purpose, and one row a resident for the web.
Who:  every later stage; a read states its purpose. Monitoring has a door of its own (`protected`).
"""
