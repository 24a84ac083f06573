"""A list that leaves is whole or is not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

from approdo.core.transfer import exports


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_a_list_that_cannot_be_read_to_its_end_leaves_no_file_open(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    real = tempfile.SpooledTemporaryFile
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda **values: made.append(real(**values)) or made[-1])

    def rows() -> Iterator[list[str]]:
        yield ["a whole row"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        exports.response(kind, "list", ["Heading"], rows())
    assert [file.closed for file in made] == [True]
