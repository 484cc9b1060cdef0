"""docs/feed-format.md, made from the declaration that the checks are made from."""


def describe() -> str:
    return ""
