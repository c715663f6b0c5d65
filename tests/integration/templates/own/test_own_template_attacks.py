"""A hostile template of a house reads nothing, runs nothing, and ends; it is named with what, where and what to do."""

import socket
from pathlib import Path

import pytest
from support.own_templates import own_template, own_text, with_words

from templates.own.choosing import chosen_page, own_page, standing_faults
from templates.own.faults import OwnTemplateRefused
from templates.own.sandbox import render_own
from templates.samples.sample_cases import full

LETTER = "uitnodiging_spreekuur"
ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ veld.__init__.__globals__ }}",
    "{{ veld.tekst.__func__.__globals__['FormField'] }}",
    "{{ employee|attr('__class__') }}",
    "{{ employee['__class__'] }}",
    "{{ [employee]|map(attribute='__class__')|first }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ ''.format.__self__ }}",
    "{{ '{0.__class__}'.format(employee) }}",
    "{{ '%s'|format(employee) }}",
    "{{ range.__self__ }}",
    "{{ namespace(a=1) }}",
    "{{ template.__class__ }}",
    "{{ loop.__class__ }}",
    "{{ dict(a=1) }}",
    "{% set employee.name = 'x' %}",
    "{% do veld.fields.clear() %}",
    "{{ veld.fields }}",
    "{{ veld.filled }}",
    "{{ veld._place(1) }}",
    "{{ super.__call__ }}",
)
FILES = (
    "{% include '/etc/passwd' %}",
    "{% include '../catalogue.yaml' %}",
    "{% include 'layout/stijl.css' %}",
    "{% include ['layout/stijl.css'] %}",
    "{% import '../../spoorboek/settings.py' as s %}",
    "{% import 'mail/document.txt' as s %}",
    "{% import ('layout/' ~ 'velden.html') as s %}",
    "{% from 'brief/afsluiting.html' import x %}",
    "{% import 'layout/../catalogue.yaml' as s %}",
)
ENDLESS = (
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for a in [[1]] recursive %}{{ loop(a) }}{% endfor %}",
    "{{ 10 ** 10 ** 9 }}",
    "{{ 'x' * 1000000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'|indent(1000000000) }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a = [1, 2] %}{% set b = [a, a] %}{{ b|join }}",
    "{% set x %}" + "y" * 100 + "{% endset %}",
    "{{ f }}{{ loop }}",
    "".join("{% for a" + str(n) + " in 'xxxxxxxxxxxxxxxxxxxx' %}" for n in range(5)) + "{% endfor %}" * 5,
    "{% for a in '" + "x" * 200 + "' %}{% for b in '" + "x" * 200 + "' %}{% endfor %}{% endfor %}",
    "{% for a in '" + "x" * 200 + "' %}" + "<br>" * 2000 + "{% endfor %}",
    "(" * 3000 + "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "<div>" * 60 + "diep" + "</div>" * 60,
    "<p>x</p>" * 6000,
    "".join(f"<b class='{n}'>" for n in range(2000)) + "<p>x</p>" * 2000,
    "".join(f"<b class='{n}' id='</b>'>" for n in range(1500)) + "<p>x</p>" * 1500,
    "".join(f"<b class='{n}'><!--</b>-->" for n in range(1500)) + "<p>x</p>" * 1500,
)
PAGES = (
    "<script>app.alert(1)</script>",
    "<SCRIPT>x</SCRIPT>",
    '<img src="http://127.0.0.1:9/x.png" alt="x">',
    '<img src="file:///etc/passwd" alt="x">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="x">',
    '<img src="spoorboek:logo" alt="x" onerror="x">',
    '<img src="spoorboek:logo" alt="x">',
    "<!-- <p>x</p> -->",
    '<svg><image href="http://127.0.0.1:9/"/></svg>',
    '<object data="file:///etc/passwd"></object>',
    '<iframe src="http://127.0.0.1:9/"></iframe>',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<a href="http://127.0.0.1:9/">x</a>',
    '<style>@import "http://127.0.0.1:9/x.css";</style>',
    '<p style="background: url(http://127.0.0.1:9/x)">x</p>',
    '<p style="background-color: expression(1)">x</p>',
    '<p style="display: none">x</p>',
    '<p style="position: absolute">x</p>',
    '<p style="font-size: 1pt">x</p>',
    '<p style="color: #ffffff">x</p>',
    '<p style="color: white">x</p>',
    '<p style="width: 99999999mm">x</p>',
    '<p style="margin-top: -200mm">x</p>',
    '<p style="string-set: voet \'x\'">x</p>',
    '<p onclick="x()">x</p>',
    '<form><input name="x"></form>',
    '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/">',
    "<title>Noor</title>",
    '<base href="http://127.0.0.1:9/">',
    '<p id="x">x</p>',
    '<div class="voet" data-tekst="Zaak Z-AAAAA"></div>',
    "</main></body><h1>Ander stuk</h1>",
    "＜script＞x＜/script＞",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><script>&e;</script>',
)  # fmt: skip


@pytest.mark.parametrize("words", [*ESCAPES, *FILES, *ENDLESS, *PAGES], ids=lambda each: each[:40])
def test_what_attacks_is_refused_in_dutch(words: str) -> None:
    """Each attack is a fault that stops the template, with what was expected and what to do."""
    faults = standing_faults(own_template(with_words(words)))
    assert faults
    assert all(fault.stops for fault in faults)
    for fault in faults:
        assert fault.text("brief/x.html").startswith("brief/x.html")
        assert fault.expected
        assert fault.todo
        assert len(fault.text("brief/x.html")) < 1500


@pytest.mark.parametrize("words", [*ESCAPES, *FILES, *ENDLESS], ids=lambda each: each[:40])
def test_the_sandbox_holds_by_itself(words: str) -> None:
    """Without the check of what is written, the sandbox gives away nothing either, and every template ends."""
    try:
        page = own_page(own_template(with_words(words)), full(LETTER))
    except OwnTemplateRefused:
        return
    assert len(page.html) < 1_100_000
    for secret in ("root:", "__globals__", "<class", "<function", "subclasses", "documents:", "FormField("):
        assert secret not in page.html


def test_a_value_stays_a_value() -> None:
    """What a name holds is neither a template nor an element, in a template of the house as in a shipped one."""
    text = "{% set a = naam %}<p>{{ a }}{{ a ~ '<i>' }}{{ [a, a]|join('<u>') }}</p>"
    shown = render_own(text, {"naam": "{{ 7*7 }}<b>Kim</b>"})
    assert "49" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "<u>" not in shown


def test_the_line_of_a_fault_is_named() -> None:
    """Whoever mends it finds the place: in the text, and of what a page may not hold."""
    text = own_text()
    line = text.split("\n").index("<h2>Wanneer</h2>") + 1
    for wrong, code in (
        ("{{ employee.naam }}", "onbekende_naam"), ("{{ x }}", "onbekende_naam"), ("{% if %}", "schrijfwijze"),
        ("{{ x|boem }}", "schrijfwijze"), ("{{ bedrijfsarts.phone }}", "maken"), ("<script>x</script>", "element"),
        ('<p style="display: none">x</p>', "stijl"), ("{{ dates.plan_van_anpak.on }}", "maken"),
    ):  # fmt: skip
        faults = standing_faults(own_template(text.replace("<h2>Wanneer</h2>", f"<h2>Wanneer</h2>{wrong}")))
        assert (faults[0].code, faults[0].line) == (code, line), wrong


def test_nothing_of_a_case_is_in_what_operations_hears(home: Path) -> None:
    """A template that fails with the data of one case is named without them."""
    (home / "sjablonen/brief").mkdir(parents=True)
    path = home / "sjablonen/brief/uitnodiging_spreekuur.html"
    for words in ("<p style='color: {{ employee.name }}'>x</p>", "<p {{ employee.name }}=1>x</p>",
                  "{{ dates[employee.name].on }}", "<p class={{ employee.name }}>x</p>"):  # fmt: skip
        path.write_text(with_words(words))
        from templates.template_catalogue import find_template

        chosen = chosen_page(find_template(LETTER), full(LETTER))
        if "class" not in words:
            assert chosen.own is None
        assert "Noor" not in chosen.refused
        assert "ül" not in chosen.refused


def test_nobody_is_called(home: Path) -> None:
    """No address of any kind in a template of the house makes a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for words in (f'<img src="{address}" alt="x">', f'<p style="background: url({address})">x</p>',
                      f'<link rel="stylesheet" href="{address}">'):  # fmt: skip
            assert standing_faults(own_template(with_words(words)))
        with pytest.raises(TimeoutError):
            server.accept()
