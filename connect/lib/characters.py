"""Characters that no stored value may contain, because they end a line, control a terminal or reverse the text nearby.

`isolated` handles the ones that names do need: letters that run from right to left (docs/adr/0020).
"""

import re

# Controls (C0 with NUL and the separators 1C-1F, DEL, C1 with 85), line and paragraph separators, surrogates, and what
# turns the direction of text. One rule for whatever comes in, in every file and column.
UNSAFE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069"  # as in a class of a pattern
_UNSAFE = re.compile(f"[{UNSAFE}]")

# Right-to-left letters, Arabic digits, and every mark that changes the direction (Unicode, UAX #9).
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FORCES = re.compile("[\u202a-\u202e\u2066\u2067]")
_OPEN, _CLOSE = "\u2068", "\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE


def is_plain(text: str) -> bool:
    """Whether `text` is one line without unsafe characters."""
    return not _UNSAFE.search(text)


def isolated(text: str) -> str:
    """Return `text` in a form that cannot reverse the words and figures beside it.

    Text that runs from right to left is put between U+2068 and U+2069; other text stays as it is. Characters that
    override the direction are removed, and isolates that were already there stay. These are characters rather than
    `<bdi>` because one rule must serve text, attributes, mail and paper (docs/adr/0020).
    """
    if text.isascii() or not _TURNS.search(text):
        return text
    return f"{_OPEN}{_balanced(_FORCES.sub('', text))}{_CLOSE}"


def _balanced(text: str) -> str:
    """Return `text` with its isolates balanced: every end has a beginning, and every beginning has an end."""
    depth, characters = 0, []
    for character in text:
        if character == _CLOSE and not depth:
            continue
        depth += (character == _OPEN) - (character == _CLOSE)
        characters.append(character)
    return "".join(characters) + _CLOSE * depth
