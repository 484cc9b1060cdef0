"""Variables of the environment: typed, a secret from a file too, and never repeated in a message."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from connect.lib.environment import EnvironmentVariables, reference


@pytest.mark.parametrize("no", ["", "0", "no", "No", "false", "off", " "])
def test_no_is_said_in_several_ways(no):
    assert EnvironmentVariables({"X": no}).flag("X", "") is False


@pytest.mark.parametrize("yes", ["1", "yes", "true", "on", "while the disk is changed"])
def test_anything_else_means_yes(yes):
    assert EnvironmentVariables({"X": yes}).flag("X", "") is True


def test_what_is_not_set_is_its_default():
    none = EnvironmentVariables({})
    assert none.flag("X", "") is False
    assert none.number("X", 2.5, "") == 2.5
    assert none.words("X", "a,b", "") == ["a", "b"]
    assert none.text("X", "a", "") == "a"
    assert none.secret("X", "s", "") == "s"
    assert none.one_of("X", ("a", "b"), "b", "") == "b"


def test_a_list_has_commas_and_no_empty_words():
    assert EnvironmentVariables({"X": "a,,b,"}).words("X", "", "") == ["a", "b"]


def test_a_choice_that_is_none_is_named():
    with pytest.raises(ImproperlyConfigured, match=r"^X is 'ssl'; it is one of none, tls$"):
        EnvironmentVariables({"X": "ssl"}).one_of("X", ("none", "tls"), "none", "")


@pytest.mark.parametrize("bad", ["-1", "nan", "inf", "two", "1e12"])
def test_a_number_that_is_none_is_named(bad):
    with pytest.raises(ImproperlyConfigured, match=r"^X is .*; it must be a number, for example 3$"):
        EnvironmentVariables({"X": bad}).number("X", 3, "")


def test_a_secret_comes_from_a_file_without_its_last_line_end(tmp_path):
    file = tmp_path / "secret"
    file.write_text("one,two\n", encoding="utf-8")
    assert EnvironmentVariables({"X_FILE": str(file)}).secret("X", "", "") == "one,two"
    file.write_bytes(b"one\r\n")
    assert EnvironmentVariables({"X_FILE": str(file)}).secret("X", "", "") == "one"


def test_a_secret_that_stands_in_two_places_or_cannot_be_read_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"^X and X_FILE are both set"):
        EnvironmentVariables({"X": "a", "X_FILE": str(tmp_path / "x")}).secret("X", "", "")
    with pytest.raises(ImproperlyConfigured, match=r"^X_FILE: .*none: cannot be read"):
        EnvironmentVariables({"X_FILE": str(tmp_path / "none")}).secret("X", "", "")
    (tmp_path / "latin").write_bytes(b"hush\xf1hush")
    with pytest.raises(ImproperlyConfigured) as refused:
        EnvironmentVariables({"X_FILE": str(tmp_path / "latin")}).secret("X", "", "")
    assert "hush" not in str(refused.value)


def test_the_reference_says_what_was_read():
    variables = EnvironmentVariables({})
    variables.number("CONNECT_N", 5.0, "how many")
    variables.secret("CONNECT_S", "", "a key")
    assert reference(variables).endswith("| `CONNECT_N` | how many | 5 |\n| `CONNECT_S` **file** | a key |  |\n")
