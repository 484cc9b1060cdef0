"""Every variable of the environment is read in connect/settings.py, and docs/settings.md says what it means."""

from django.conf import settings

from connect.lib.environment import reference
from connect.settings import ENVIRONMENT
from tests.house.code import sources

# The server tells its processes how many threads they have; wsgi.py and manage.py name the settings.
READ_ELSEWHERE = {"rsgi.py", "wsgi.py", "web/management/commands/serve.py"}


def test_the_reference_is_what_the_code_says():
    written = (settings.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == reference(ENVIRONMENT), "run `make settings`"


def test_every_variable_says_what_it_means():
    assert [variable.name for variable in ENVIRONMENT.read.values() if not variable.means] == []


def test_no_other_module_reads_the_environment():
    readers = {source.name for source in sources() if "os.environ" in source.text or "getenv" in source.text}
    assert readers - {"settings.py"} == READ_ELSEWHERE


def test_every_secret_may_stand_in_a_file():
    named = {
        each.name for each in ENVIRONMENT.read.values() if each.name.endswith(("_KEY", "_KEYS", "PEPPER", "PASSWORD"))
    }
    secrets = {each.name for each in ENVIRONMENT.read.values() if each.is_secret}
    assert named <= secrets
    assert "CONNECT_DATABASE" in secrets  # its address holds a password
