"""
How workers write: a bank of sentence ideas, the details that fill them, and the hands that write them down.

In: what a note is about and what is to be told. Out: its text, and where in it each risk is stated, in what sense.
The bank (`bank/*.txt`) was written without sight of any list by which notes are read.
"""
