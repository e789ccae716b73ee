"""Who may do what, to whose record, for what purpose, and why: decided in one place, told in plain words."""
