"""The mail server that tests of the outbox send to."""

from collections.abc import Callable, Iterator

import pytest
from support.mail_server import Post


@pytest.fixture
def post(database_url: str, monkeypatch: pytest.MonkeyPatch, fresh: Callable[[], None]) -> Iterator[Post]:
    """Mail to a server on loopback."""
    post = Post()
    post.receive(monkeypatch)
    fresh()
    post.open()
    yield post
    post.close()
