"""The settings of logging in elsewhere: what does not go together is refused, and says what is expected."""

from typing import Any

import pytest

from spoorboek.settings import Settings

ELSEWHERE = {"oidc_issuer": "https://inloggen.bedrijf.example/tenant", "oidc_client": "spoorboek"}


def test_the_settings_of_a_provider() -> None:
    """A second factor is demanded unless somebody says otherwise; without a provider there is none."""
    wanted = Settings(**ELSEWHERE, oidc_acr="2, 3,").provider_settings  # type: ignore[arg-type]
    assert (wanted.issuer, wanted.client) == tuple(ELSEWHERE.values())
    assert (wanted.amr, wanted.acr) == ({"mfa"}, {"2", "3"})
    assert Settings(**ELSEWHERE, oidc_amr="").provider_settings.amr == frozenset()  # type: ignore[arg-type]
    assert Settings().desk_passwords
    assert not Settings(**ELSEWHERE, desk_passwords=False).desk_passwords  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://inloggen.bedrijf.example", "oidc_client": "x"},
        {"oidc_issuer": "http://127.0.0.1.evil.example", "oidc_client": "x"},
        {"oidc_issuer": "inloggen", "oidc_client": "x"},
        {"oidc_issuer": "https://x.example?a=b", "oidc_client": "x"},
        {"oidc_issuer": "https://iemand@x.example", "oidc_client": "x"},
        {"oidc_issuer": ELSEWHERE["oidc_issuer"]},
        {"oidc_client": "spoorboek"},
        {"oidc_name": " "},
        {"oidc_name": "x" * 41},
        {"oidc_name": "a\nb"},
        {"desk_passwords": False},
    ],
    ids=str,
)
def test_what_does_not_go_together_is_refused(wrong: dict[str, Any]) -> None:
    """Nobody is sent to an address without TLS, or left without any way to log in."""
    with pytest.raises(ValueError, match=r"verwacht|hoort bij|kan alleen"):
        Settings(**wrong)
