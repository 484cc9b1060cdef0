"""A table of named figures."""


def table(found: dict[str, float]) -> str:
    lines = ["| what | figure |", "|---|---|"]
    lines += [f"| {name} | {value:,.1f} |" for name, value in found.items()]
    return "\n".join(lines)
