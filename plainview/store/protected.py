"""
The door to what is shared for equality monitoring alone.

Only `plainview.monitoring` may import this module; a contract in `pyproject.toml` holds it.
"""

from datetime import date

import ibis.expr.types as ir

from plainview.store.read import Store, read
from plainview.vocabulary.purposes import Purpose


def for_monitoring(store: Store, name: str, *, on: date) -> ir.Table:
    """
    Give a table by its monitoring pseudonym, protected characteristics among them.

    Raises: TableNotPublished.
    """
    return read(store, name, purpose=Purpose.MONITORING, on=on)
