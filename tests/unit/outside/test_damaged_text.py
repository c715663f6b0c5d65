"""Letters that were damaged on the way are found; correct names of any language pass."""

import pytest

from spoorboek.outside.damaged_text import CODE_PAGES, damage_in

NAMES = (
    """
Kim de Boer|Renée Brûlé|Zoë Daniël|Þórður Æðvarðsson|Guðrún Sæþóra Ægisdóttir|Hjördís Ýr|Ástþór|Jiří Řezníček|Dvořák
Kateřina Šťastná|Novotný|Łukasz Świątek|Paweł Wiśniewski|Żak|Şükrü Öztürk|Çağlar Yılmaz|Işıl Ğül|İbrahim|Üşümez
Nguyễn Đặng Ủy|Bình Thìn|Hùng Hòa|João Guimarães|Simões|Núñez|Søren Kjærgård|Høeg|Åse Ødegård|BĂŞESCU|MEHMET ŞİMŞEK
JÓŽEF|Óščar|O’Brien|d'Hondt|’t Hooft|Čapková|Ťapák|Ľubomír Ďurica|Erdős Gergő|Szűcs Tünde|Tõnis Kõiv|Bērziņš|Šarūnė
Γιώργος Παπαδόπουλος|Иван Петров|Юлія Ґалаґан|Ђорђе Њего|Jansen & Zonen|R&D|M&M;|Kerkstraat 12²|½|€ 5|Café “De Hoek”
«Le Châlet»|A.B. – C.|DeÁngelis|Crèvecœur|GRÖẞE|Straße 5|100% inzet|a=b|C+Abc-d|Đoković|Ćosić|Marcel·lí|Acme™|§ 5
100%Cafe|Bos&yen Zorg|50%BEDRIJF
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
DAMAGED = """
Ren&eacute;e|d&#39;Hondt|A &amp; B|Ren&eacute|&#xE9;|Ren?e|Pawe? Wi?niewski|?ukasz|Kim?|??|Ren\ufffde|Ren¿e
Ren%C3%A9e|Ren\\u00e9e|Ren=C3=A9e|Ren+AOk-e|Kim_x000D_|RenÚe|PÚrez|RenÈe|RenŽe|Ren‚e|Andr‚|Zo‰|Wa³êsa|Pawe³|Bj”rn
Jes£s|Garc¡a|Ren√©e|Ren├®e|Èâàíî Ïåòðîâ|Dvoøák|Kuèera|Èerný|Petroviæ|Wiœniewski|Þükrü|Çaðlar|Yýlmaz|Ateþ|Zoδ|Renйe
""".replace("\n", "|").strip("|").split("|")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_name_is_no_damage(name: str) -> None:
    """Icelandic, Czech, Turkish, Vietnamese, Greek or Cyrillic: what is written right passes."""
    assert damage_in(name) is None


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_found_and_the_text_is_not_told(text: str) -> None:
    """Entities, escapes, lost letters, signs in words, letters of another page: found, with the place alone."""
    damage = damage_in(text)
    assert damage is not None
    assert text not in str(damage)


@pytest.mark.parametrize("page", CODE_PAGES)
def test_utf8_read_in_any_page_is_found(page: str) -> None:
    """Whatever page a program took UTF-8 for, once or twice, it shows."""
    for name in ("Renée", "Zoë", "Łukasz", "Jiří", "Şükrü", "Nguyễn", "Guðrún", "Müller", "Γιώργος", "Иван", "RENÉE"):
        once = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in name.encode())
        assert damage_in(once) is not None, (page, name)
        twice = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in once.encode())
        assert damage_in(twice) is not None, (page, name)
