"""What can turn the words beside it round is shut in (UAX #9); what cannot stays as it is, to the byte."""

import pytest

from connect.lib.characters import isolated

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize("text", ["", "DANA", "O’HARA", "PEÑA, ÁNGEL", "Đặng", "東京", "Владимир", "नेहा", "e\u0301"])
def test_a_name_that_runs_like_the_page_is_left_alone(text):
    assert isolated(text) is text


@pytest.mark.parametrize(
    "text", ["אברהם", "محمد", "SMITH \u200f", "A\u061c", "٣٤", "ﭏ", "ﻼ", "\U0001e900", "DANA (אב)", "ܣܘܪܝ"]
)
def test_what_runs_the_other_way_or_marks_it_is_shut_in(text):
    assert isolated(text) == FSI + text + PDI


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A\u202eB", "AB"),  # what forces a direction is gone
        ("\u202aA\u202bB\u202cC\u202dD", "ABCD"),
        ("\u2066A\u2067B", "AB"),
        ("A\u2069 B", "A B"),  # an end without a beginning would end ours
        ("A\u2068B", "A\u2068B\u2069"),  # a beginning without an end would swallow it
        ("\u2069\u2068\u2068א\u2069", "\u2068\u2068א\u2069\u2069"),
    ],
)
def test_nothing_in_a_name_ends_what_shuts_it_in(text, shown):
    assert isolated(text) == FSI + shown + PDI


def test_two_names_in_one_sentence_stay_two():
    both = f"{isolated('אב')}, {isolated('גד')} 12"
    assert isolated(both) == FSI + f"{FSI}אב{PDI}, {FSI}גד{PDI} 12" + PDI
