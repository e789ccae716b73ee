"""
Reading case notes: text in, findings out, nothing kept. The pipeline runs it on the bridge's side of the wall.

Its place in the flow is held; the reading itself comes with an issue of its own. Until then the texts stay
in the bridge's vault, and only date, author's role, service and length cross to the store.
"""
