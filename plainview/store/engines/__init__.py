"""Where the store meets an engine. The rest of the store writes Ibis expressions."""
