"""Nothing of one state or agency in code or templates: it stands in agency.toml."""

import re

from tests.house.code import CONNECT, Source, sources, strings, templates

# The words by which the default profile's agency would be known, and any number that can be dialled without charge.
OF_ONE_STATE = re.compile(
    r"California|\bCalif\b|\bCA\.gov\b|\bDCSS\b|\bCASDU\b|Sacramento|childsupport\.ca|"
    r"\b(?:8(?:00|33|44|55|66|77|88))\)?[ .-]\d{3}[ .-]\d{4}",
    re.IGNORECASE,
)
# The synthetic county is demo data: it is a county of somewhere.
DEMO = "demo/county/"


def words_of_one_state(name: str, lines: list[tuple[int, str]]) -> list[str]:
    return [f"{name}:{line}: {found[0]}" for line, text in lines if (found := OF_ONE_STATE.search(text))]


def test_no_string_of_the_code_is_of_one_state():
    assert [
        line
        for source in sources()
        if not source.name.startswith(DEMO)
        for line in words_of_one_state(source.name, list(strings(source)))
    ] == []


def test_no_template_script_or_style_is_of_one_state():
    files = [*templates(), *_scripts_and_styles()]
    assert [
        line for name, text in files for line in words_of_one_state(name, list(enumerate(text.splitlines(), start=1)))
    ] == []


def _scripts_and_styles() -> list[tuple[str, str]]:
    paths = [*CONNECT.glob("*/static/**/*.js"), *CONNECT.glob("*/static/**/*.css"), *CONNECT.glob("*/sass/**/*.scss")]
    return [(str(path.relative_to(CONNECT)), path.read_text(encoding="utf-8")) for path in paths]


def test_a_word_of_one_state_would_be_found():
    bad = Source("web/errors.py", '"""As in California."""\nCALL = "Call (866) 901-3212"\nNAME = "DCSS Home"\n')
    assert words_of_one_state(bad.name, list(strings(bad))) == [
        "web/errors.py:2: 866) 901-3212",
        "web/errors.py:3: DCSS",
    ]
