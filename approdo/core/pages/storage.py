"""Where the collected static files are kept."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files named by their content and compressed once; a name that was never collected is served as it is."""

    manifest_strict = False
