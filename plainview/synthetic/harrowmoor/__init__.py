"""
The second place that does not exist: Harrowmoor, a market town with its villages, whose systems are not Larkmere's.

The people and what happens to them come from the same simulation; what the systems are, how they call things and how
they hand them over is another council's altogether. Its policy is `examples/harrowmoor`, in YAML alone.
"""
