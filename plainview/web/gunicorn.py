"""Our WSGI application, run by gunicorn inside this process."""

from typing import Any

from gunicorn.app.base import BaseApplication

from plainview.web.wsgi import application


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
        """Give the application."""
        return application
