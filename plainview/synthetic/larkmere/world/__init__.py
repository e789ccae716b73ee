"""
The simulation underneath Larkmere: people, families and homes over the years, whose events drive every extract.

`model.py` says what there is; `build.py` makes it. Each theme has its own module and its own random numbers.
"""
