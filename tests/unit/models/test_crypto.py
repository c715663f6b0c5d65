"""Sealing: authenticated, bound to a place, with several keys, and clear about a key that does not fit."""

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import assume, given
from hypothesis import strategies as st

from models.sealing.crypto import Keyring, MisplacedError, Place, UnreadableError
from models.sealing.keys import read_keys
from spoorboek.errors import PlatformError
from spoorboek.settings import Settings

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TEXT = b"Kanarie van Testeren"
HERE = Place(bytes(range(16)), "employee", "name", 7)
NAMES = st.text(max_size=12)
PLACES = st.builds(
    Place, st.binary(min_size=16, max_size=16), NAMES, NAMES, st.integers(min_value=-(2**63), max_value=2**63 - 1)
)


def before(plain: bytes, key: str = NEW) -> bytes:
    """Seal bytes as an older version did."""
    return base64.urlsafe_b64decode(Fernet(key).encrypt(b"\x00" + plain))


@given(st.binary(max_size=2000), PLACES)
def test_what_goes_in_comes_out(plain: bytes, place: Place) -> None:
    """Sealing and unsealing gives every byte back, packed or not, at whatever place."""
    ring = Keyring([NEW])
    assert ring.unseal(ring.seal(plain, place), place) == plain


@given(st.binary(max_size=300), PLACES, PLACES)
def test_what_is_sealed_for_one_place_opens_at_no_other(plain: bytes, place: Place, other: Place) -> None:
    """However the parts of two places are cut, a value opens at its own alone."""
    assume(place != other)
    ring = Keyring([NEW])
    with pytest.raises(MisplacedError):
        ring.unseal(ring.seal(plain, place), other)


@given(PLACES, PLACES)
def test_no_two_places_are_written_alike(place: Place, other: Place) -> None:
    """What is authenticated differs whenever a part of the place differs."""
    assert (place == other) == (place.associated_data(b"") == other.associated_data(b""))


@pytest.mark.parametrize(
    "other",
    [
        HERE._replace(installation=bytes(16)),
        HERE._replace(table="contact"),
        HERE._replace(column="email"),
        HERE._replace(row=8),
        HERE._replace(table="employeen", column="ame"),
    ],
)
def test_a_moved_value_is_an_error_that_names_the_place_alone(other: Place) -> None:
    """The message says where, in Dutch, and nothing of what stood there or where it came from."""
    ring = Keyring([NEW])
    with pytest.raises(MisplacedError, match=rf"{other.table}\.{other.column}, rij {other.row}\.$") as refused:
        ring.unseal(ring.seal(TEXT, HERE), other)
    assert "Kanarie" not in str(refused.value)
    assert "hoort op een andere plaats" in str(refused.value)
    assert refused.value.__cause__ is None


@given(st.binary(max_size=300), st.data())
def test_whatever_is_cut_off_or_changed_is_noticed(plain: bytes, data: st.DataObject) -> None:
    """No prefix opens, nor a value with one other bit; both are errors, never garbage."""
    ring = Keyring([NEW])
    sealed = ring.seal(plain, HERE)
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytes(
        byte ^ (1 << data.draw(st.integers(0, 7)) if index == place else 0) for index, byte in enumerate(sealed)
    )
    for unbound in (False, True):
        for wrong in (sealed[:place], flipped, sealed + b"\x00"):
            with pytest.raises(UnreadableError):
                ring.unseal(wrong, HERE, unbound=unbound)


def test_sealed_bytes_show_nothing_and_never_repeat() -> None:
    """The same text sealed twice differs, and neither shows the text."""
    first, second = Keyring([NEW]).seal(TEXT, HERE), Keyring([NEW]).seal(TEXT, HERE)
    assert first != second
    assert TEXT not in first


def test_long_text_is_packed_before_sealing() -> None:
    """A mail body takes less room than its text, as sealed bytes do not compress afterwards."""
    body = b"Geachte heer of mevrouw, uiterlijk 2 maart 2026 verwachten wij het plan van aanpak. " * 20
    assert len(Keyring([NEW]).seal(body, HERE)) < len(body) / 4


def test_every_key_opens_and_the_newest_seals() -> None:
    """Content of an older key stays readable; new content needs the newest key."""
    both = Keyring([NEW, OLD])
    assert both.unseal(Keyring([OLD]).seal(TEXT, HERE), HERE) == TEXT
    assert Keyring([NEW]).unseal(both.seal(TEXT, HERE), HERE) == TEXT
    assert both.seal(TEXT, HERE).startswith(Keyring([NEW]).newest_header)


def test_another_key_gives_an_error_never_garbage() -> None:
    """A key that does not fit is told in Dutch, with the place and what to do; it is no damage."""
    with pytest.raises(UnreadableError, match=r"SPOORBOEK_KEYS.*employee\.name, rij 7\.") as refused:
        Keyring([OLD]).unseal(Keyring([NEW]).seal(TEXT, HERE), HERE)
    assert not isinstance(refused.value, MisplacedError)


def test_the_id_of_a_key_tells_nothing_of_it() -> None:
    """What stands in clear before a value is no part of the key."""
    key_id = Keyring([NEW]).newest_header[1:]
    assert key_id not in base64.urlsafe_b64decode(NEW)
    assert key_id != Keyring([OLD]).newest_header[1:]


def test_the_key_itself_is_used_by_older_values_alone() -> None:
    """No key serves two algorithms: what is sealed now opens with a key derived from it, not with the key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = Keyring([NEW]).seal(TEXT, HERE)
    header, nonce, rest = sealed[:9], sealed[9:21], sealed[21:]
    with pytest.raises(InvalidTag):
        AESGCM(base64.urlsafe_b64decode(NEW)).decrypt(nonce, rest, HERE.associated_data(header))


def test_an_older_value_opens_only_where_it_may() -> None:
    """A Fernet token belongs to no place: it is read while such values are still there, and refused afterwards."""
    both = Keyring([NEW, OLD])
    for key in (NEW, OLD):
        assert both.unseal(before(TEXT, key), HERE, unbound=True) == TEXT
        with pytest.raises(MisplacedError):
            both.unseal(before(TEXT, key), HERE)
    with pytest.raises(UnreadableError):
        Keyring([NEW]).unseal(before(TEXT, OLD), HERE, unbound=True)


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
