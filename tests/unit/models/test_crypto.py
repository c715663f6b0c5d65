"""Sealing: authenticated, with several keys, and clear about a key that does not fit."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from models.crypto import Keyring, UnreadableError
from models.keys import read_keys
from spoorboek.errors import PlatformError
from spoorboek.settings import Settings

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TEXT = b"Kanarie van Testeren"


@given(st.binary(max_size=2000))
def test_what_goes_in_comes_out(plain: bytes) -> None:
    """Sealing and unsealing gives every byte back, packed or not."""
    ring = Keyring([NEW])
    assert ring.unseal(ring.seal(plain)) == plain


def test_sealed_bytes_show_nothing_and_never_repeat() -> None:
    """The same text sealed twice differs, and neither shows the text."""
    first, second = Keyring([NEW]).seal(TEXT), Keyring([NEW]).seal(TEXT)
    assert first != second
    assert TEXT not in first


def test_long_text_is_packed_before_sealing() -> None:
    """A mail body takes less room than its text, as sealed bytes do not compress afterwards."""
    body = b"Geachte heer of mevrouw, uiterlijk 2 maart 2026 verwachten wij het plan van aanpak. " * 20
    assert len(Keyring([NEW]).seal(body)) < len(body) / 4


def test_every_key_opens_and_the_newest_seals() -> None:
    """Content of an older key stays readable; new content needs the newest key."""
    both = Keyring([NEW, OLD])
    assert both.unseal(Keyring([OLD]).seal(TEXT)) == TEXT
    assert Keyring([NEW]).unseal(both.seal(TEXT)) == TEXT


def test_another_key_gives_an_error_never_garbage() -> None:
    """A key that does not fit is told in Dutch, with what to do."""
    with pytest.raises(UnreadableError, match="SPOORBOEK_KEYS"):
        Keyring([OLD]).unseal(Keyring([NEW]).seal(TEXT))


@pytest.mark.parametrize("place", [0, 5, 30, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    """Sealing is authenticated: altered bytes do not open."""
    sealed = bytearray(Keyring([NEW]).seal(TEXT))
    sealed[place] ^= 1
    with pytest.raises(UnreadableError):
        Keyring([NEW]).unseal(bytes(sealed))


def test_renewing_touches_only_what_is_under_an_older_key() -> None:
    """What the newest key sealed is left alone, the rest comes back under the newest key alone."""
    both = Keyring([NEW, OLD])
    assert both.renewed(both.seal(TEXT)) is None
    renewed = both.renewed(Keyring([OLD]).seal(TEXT))
    assert renewed is not None
    assert Keyring([NEW]).unseal(renewed) == TEXT


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("", "geen sleutel"),
        (" , ", "geen sleutel"),
        ("geheim", "Sleutel 1 in SPOORBOEK_KEYS"),
        (f"{NEW},{OLD[:-4]}", "Sleutel 2 in"),
    ],
    ids=["none", "blank", "not a key", "cut off"],
)
def test_a_missing_or_malformed_key_is_told_without_quoting_it(keys: str, message: str) -> None:
    """The message names the place and the number of the key, never the key."""
    with pytest.raises(PlatformError, match=message) as refused:
        read_keys(Settings(keys=keys))
    assert all(part not in str(refused.value) for part in ("geheim", NEW, OLD[:-4]))


def test_keys_are_read_newest_first() -> None:
    """Commas separate the keys of the environment; the order is kept."""
    assert read_keys(Settings(keys=f" {NEW} ,{OLD}")) == [NEW, OLD]
