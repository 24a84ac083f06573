"""A network of make-believe: everything answers, except what says in its name that it does not."""

from __future__ import annotations

from urllib.parse import urlsplit


class DemoOutside:
    """For the demonstration and the tests: no byte leaves the machine."""

    def page(self, url: str) -> int | None:
        """404 where the host begins with `gone.`, nobody where it begins with `silent.`, else 200."""
        host = urlsplit(url).hostname or ""
        if host.startswith("silent."):
            return None
        return 404 if host.startswith("gone.") else 200

    def takes_mail(self, domain: str) -> bool | None:
        """False where the domain begins with `gone.`."""
        return not domain.startswith("gone.")
