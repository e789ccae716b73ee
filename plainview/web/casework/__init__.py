"""The pages of one case: open or find it, its summary, its chronology, the records behind each sentence."""
