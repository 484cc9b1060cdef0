"""The scripts can be read, and are not read in vain, by the oldest browsers that docs/browsers.md names."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

ACORN = settings.ROOT / "node_modules/acorn"
SCRIPTS = settings.ROOT / "connect/design/static/design"
# The year of the language, and whether it is a module: what a browser of that age takes in.
LANGUAGE = {
    "portal.js": ("2017", "script"),
    **dict.fromkeys(("passkey.js", "puzzle.js", "sheet.js"), ("2022", "module")),
}
# What came after Chrome 92, Firefox 91 or Safari 15, as it is written.
YOUNGER = re.compile(
    r":has\(|\.findLast|AbortSignal\.(timeout|any)|structuredClone|\.at\(|\.toSorted|Object\.groupBy|\.inert\b"
)
PARSE = """
const [, acorn, file, ecmaVersion, sourceType] = process.argv;
require(acorn).parse(require("fs").readFileSync(file, "utf8"), { ecmaVersion, sourceType });
"""


def parsed(file, year: str, kind: str) -> subprocess.CompletedProcess:
    if not ACORN.exists() or not shutil.which("node"):
        pytest.skip("acorn is not here: run npm ci")
    command = ["node", "-e", PARSE, str(ACORN), str(file), year, kind]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", LANGUAGE)
def test_a_script_is_written_in_the_language_of_its_year(name):
    done = parsed(SCRIPTS / name, *LANGUAGE[name])
    assert done.returncode == 0, done.stderr


def test_what_is_younger_would_be_found(tmp_path):
    young = tmp_path / "young.js"
    young.write_text("document.body?.remove();")
    assert parsed(young, "2017", "script").returncode == 1
    assert parsed(young, "2022", "script").returncode == 0
    assert YOUNGER.search("form.querySelector('p:has(a)')")


@pytest.mark.parametrize("name", LANGUAGE)
def test_a_script_asks_for_nothing_that_the_oldest_browsers_lack(name):
    assert {script.name for script in SCRIPTS.glob("*.js")} == set(LANGUAGE)
    assert YOUNGER.findall((SCRIPTS / name).read_text()) == []


def test_no_rule_of_the_sheet_that_matters_asks_for_has():
    sheet = (SCRIPTS / "portal.css").read_text()
    # Where :has is not known, the glossary shows every meaning.
    sheet = re.sub(r"@supports selector\(:has\(:target\)\)\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", sheet)
    assert re.findall(r"[^{}]*:has\([^{}]*(?=\{)", sheet) == [".choices label:has(:checked)"]  # a tint
