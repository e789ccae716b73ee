"""Our WSGI application, run by gunicorn inside this process."""

import gc
from typing import Any

from gunicorn.app.base import BaseApplication

from plainview.web.wsgi import application

_OBJECTS_BETWEEN_COLLECTIONS = 20_000  # a page makes some thousands, and all of them go with it


class Served(BaseApplication):
    """Gunicorn with options of ours in place of its command line and files."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options. An option that this gunicorn does not know is an error."""
        for name, value in self.options.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the application. What is loaded by now stays: the collector need not walk through it on each page."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
        return application
