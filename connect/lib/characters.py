"""Characters that no value of ours holds: they end lines, steer a terminal or turn what stands beside them."""

import re

# Controls (C0 with NUL and the separators 1C-1F, DEL, C1 with 85), line and paragraph separators, surrogates, and what
# turns the direction of text. One rule for whatever comes in, in every file and column.
UNSAFE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069"  # as in a class of a pattern
_UNSAFE = re.compile(f"[{UNSAFE}]")

# Right-to-left letters, Arabic digits, and every mark that turns a direction (Unicode, UAX #9).
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FORCES = re.compile("[\u202a-\u202e\u2066\u2067]")
_OPEN, _CLOSE = "\u2068", "\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE


def is_plain(text: str) -> bool:
    """Whether `text` is one line without any of them."""
    return not _UNSAFE.search(text)


def isolated(text: str) -> str:
    """`text`, so that it cannot turn the words and figures beside it round: between U+2068 and U+2069 where it holds
    what runs from right to left, else as it is. What forces a direction is taken out; what was isolated before stays.

    Characters and no `<bdi>`, so that one rule serves texts, attributes, mail and paper (docs/adr/0020).
    """
    if text.isascii() or not _TURNS.search(text):
        return text
    return f"{_OPEN}{_balanced(_FORCES.sub('', text))}{_CLOSE}"


def _balanced(text: str) -> str:
    """`text` without what would end an isolate that it has not begun, and with an end for each that it begins."""
    depth, kept = 0, []
    for each in text:
        if each == _CLOSE and not depth:
            continue
        depth += (each == _OPEN) - (each == _CLOSE)
        kept.append(each)
    return "".join(kept) + _CLOSE * depth
