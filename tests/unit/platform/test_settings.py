"""Settings from the environment: what is wrong is named, and nothing secret is repeated."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spoorboek.settings import SettingsError, settings


@pytest.fixture(autouse=True)
def _anew(fresh: Callable[[], None]) -> None:
    fresh()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "veel", r"SPOORBOEK_PORT klopt niet: verwacht een geheel getal"),
        ("PORT", "70000", r"SPOORBOEK_PORT klopt niet: verwacht ten hoogste 65535"),
        ("SLOTS", "0", r"SPOORBOEK_SLOTS klopt niet: verwacht 1 of meer"),
        ("SMTP_STARTTLS", "soms", r"SPOORBOEK_SMTP_STARTTLS klopt niet: verwacht true of false"),
        ("OPERATORS", "Jan de Vries", r"SPOORBOEK_OPERATORS klopt niet: .*niet goed: Jan de Vries"),
        ("OPERATORS", "jan@bedrijf.nl", r"SPOORBOEK_OPERATORS klopt niet: .*geen namen, geen adressen"),
        ("OPERATORS", "import", r"SPOORBOEK_OPERATORS klopt niet: .*niet goed: import"),
        ("OPERATORS", " , ", r"SPOORBOEK_OPERATORS klopt niet: .*leeg of dubbel"),
        ("OPERATORS", "op-1,op-1", r"SPOORBOEK_OPERATORS klopt niet: .*leeg of dubbel"),
        ("API_SECRET", "kort", r"SPOORBOEK_API_SECRET klopt niet: verwacht 20 tot 200 letters"),
        ("API_SECRET", "met een spatie erin en lang", r"SPOORBOEK_API_SECRET klopt niet: .*zonder spaties"),
        ("API_SECRET", "spoorboek:geheim-mét-accent", r"SPOORBOEK_API_SECRET klopt niet: verwacht 20 tot 200"),
        ("ORIGINS", "spoorboek.bedrijf.nl", r"SPOORBOEK_ORIGINS klopt niet: verwacht adressen zonder pad"),
        ("ORIGINS", "https://a.nl/prefect", r"SPOORBOEK_ORIGINS klopt niet: .*niet goed: https://a.nl/prefect"),
        ("ORIGINS", "https://a.nl,*", r"SPOORBOEK_ORIGINS klopt niet: .*niet goed: \*"),
        ("ORIGINS", "https://*.a.nl", r"SPOORBOEK_ORIGINS klopt niet"),
        ("ORIGINS", "null", r"SPOORBOEK_ORIGINS klopt niet"),
        ("RESUME_MINUTES", "-2", r"SPOORBOEK_RESUME_MINUTES klopt niet: verwacht -1 of meer"),
        ("HEARTBEAT", "ftp://bewaking", r"SPOORBOEK_HEARTBEAT klopt niet: verwacht een bestand, of een adres"),
        ("HEARTBEAT", "https://a b.nl", r"SPOORBOEK_HEARTBEAT klopt niet: verwacht een bestand, of een adres"),
        ("MAIL_FROM", "", r"SPOORBOEK_MAIL_FROM klopt niet: verwacht een e-mailadres, met of zonder naam"),
        ("MAIL_FROM", "geen adres", r"SPOORBOEK_MAIL_FROM klopt niet: .*zoals `verzuim@bedrijf.nl`"),
        ("MAIL_FROM", "Verzuim", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "Verzuim <verzuim>", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "Verzuim <verzuim@bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "verzuim@bedrijf..nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", ".verzuim@bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "verzuim@-bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "verzuim@bedrijf.nl, hr@bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "verzuim @bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "v" * 65 + "@bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet"),
        ("MAIL_FROM", "kanarie\u202e@bedrijf.nl", r"SPOORBOEK_MAIL_FROM klopt niet: verwacht tekst zonder U\+202E"),
        ("OPERATIONS_MAIL", "operatie", r"SPOORBOEK_OPERATIONS_MAIL klopt niet: verwacht een e-mailadres"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line per variable: its name, what was expected."""
    monkeypatch.setenv(f"SPOORBOEK_{name}", value)
    with pytest.raises(SettingsError, match=told):
        settings()


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("verzuim@bedrijf.nl", "", "verzuim@bedrijf.nl"),
        (" verzuim@bedrijf.nl ", "", "verzuim@bedrijf.nl"),
        ("<verzuim@bedrijf.nl>", "", "verzuim@bedrijf.nl"),
        ("Verzuim <verzuim@bedrijf.nl>", "Verzuim", "verzuim@bedrijf.nl"),
        ("Verzuim<verzuim@bedrijf.nl>", "Verzuim", "verzuim@bedrijf.nl"),
        ('"Verzuim, Bedrijf & Zn" <verzuim@bedrijf.nl>', "Verzuim, Bedrijf & Zn", "verzuim@bedrijf.nl"),
        ("Bedrijf, verzuim < verzuim@bedrijf.nl >", "Bedrijf, verzuim", "verzuim@bedrijf.nl"),
        ("'Verzuim <verzuim@bedrijf.nl>'", "Verzuim", "verzuim@bedrijf.nl"),
        ("Café  Zoé <verzuim+post@mail.bedrijf.nl>", "Café Zoé", "verzuim+post@mail.bedrijf.nl"),
        ("spoorboek@localhost", "", "spoorboek@localhost"),
    ],
)
def test_a_sender_is_read_as_people_write_it(
    written: str, name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With or without a name, in quotes or not, as a file with settings keeps them."""
    monkeypatch.setenv("SPOORBOEK_MAIL_FROM", written)
    monkeypatch.setenv("SPOORBOEK_OPERATIONS_MAIL", written)
    assert (settings().sender.name, settings().sender.address) == (name, address)
    assert settings().sender.domain == address.split("@")[1]
    assert settings().operations_mail == address


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to start five times to hear of five mistakes."""
    monkeypatch.setenv("SPOORBOEK_PORT", "x")
    monkeypatch.setenv("SPOORBOEK_SLOTS", "y")
    with pytest.raises(SettingsError) as refused:
        settings()
    assert len(str(refused.value).splitlines()) == 2


def test_good_codes_are_taken_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Order and spaces around commas do not matter."""
    monkeypatch.setenv("SPOORBOEK_OPERATORS", "rood-1, blauw-2")
    assert settings().operator_codes == ["rood-1", "blauw-2"]


def test_a_secret_that_is_wrong_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it in the text of the settings themselves."""
    monkeypatch.setenv("SPOORBOEK_API_SECRET", "te geheim om te tonen")
    with pytest.raises(SettingsError) as refused:
        settings()
    assert "geheim om" not in str(refused.value)


def test_the_own_addresses_are_this_machine_and_what_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a browser names them: small letters, no path, the port where it is not the usual one."""
    monkeypatch.setenv("SPOORBOEK_PORT", "4300")
    monkeypatch.setenv("SPOORBOEK_ORIGINS", "https://Spoorboek.Bedrijf.nl, ")
    assert settings().own_origins == [
        "http://127.0.0.1:4300", "http://localhost:4300", "https://spoorboek.bedrijf.nl"
    ]  # fmt: skip


def test_the_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service file does not expand `~`; we do, or a folder of that name would appear."""
    monkeypatch.setenv("SPOORBOEK_HOME", "~/spoorboek")
    assert settings().home == Path.home() / "spoorboek"
