"""The site by WSGI, with as few moving parts as it needs."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


class Site(BaseApplication):  # type: ignore[misc]
    """gunicorn with settings from here instead of a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        from mandata.wsgi import application

        return application


def serve_site(bind: str, workers: int = 1) -> None:
    """Serve until stopped."""
    Site({"bind": bind, "workers": workers, "worker_class": "gthread", "threads": 4, "loglevel": "warning"}).run()
