"""Characters that no value of ours holds: they end lines, steer a terminal or turn what stands beside them."""

import re

# Controls (C0 with NUL and the separators 1C-1F, DEL, C1 with 85), line and paragraph separators, surrogates, and what
# turns the direction of text. One rule for whatever comes in, in every file and column.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def is_plain(text: str) -> bool:
    """Whether `text` is one line without any of them."""
    return not _UNSAFE.search(text)
