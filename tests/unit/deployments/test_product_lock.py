"""What the product is installed from: its own packages of the lock file, with their hashes, and no others."""

from itertools import pairwise

from deployments.product_lock import product_lock
from deployments.sbom import LOCK, PINNED


def blocks(lock: str) -> list[str]:
    """Return what a lock file says of each package."""
    begins = [found.start() for found in PINNED.finditer(lock)]
    return [lock[begin:end] for begin, end in pairwise([*begins, len(lock)])]


def test_it_is_the_lock_file_without_what_only_developers_use() -> None:
    """Each block is one of the lock file to the letter; a test runner is not in it, what comes with an extra is."""
    made, lock = product_lock(), LOCK.read_text(encoding="utf-8")
    assert all(block in lock for block in blocks(made))
    names = {found["name"] for found in PINNED.finditer(made)}
    assert {"prefect", "psycopg-binary", "greenlet", "weasyprint"} <= names
    assert names.isdisjoint({"pytest", "ruff", "playwright", "mypy"})
    assert len(names) == sum(line[:1].isalnum() for line in made.splitlines())


def test_every_package_of_it_has_a_hash() -> None:
    """A line without one would be refused by pip, on the server of somebody else."""
    assert [block for block in blocks(product_lock()) if "--hash=sha256:" not in block] == []
