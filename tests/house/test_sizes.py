"""The size budget (house 3.6): small enough that a reader holds it in the head."""

from statistics import median, quantiles

from tests.house.code import Source, functions, sources, templates

type Sizes = dict[str, int]


def beyond(sizes: Sizes, *, middle: float = 0, tenth: float, most: float = 0) -> list[str]:
    """What is too large: the median above `middle`, the ninth decile above `tenth`, or one above `most` (0: no limit).

    The ninth decile names the largest, since they are what to make smaller.
    """
    wrong = []
    if middle and median(sizes.values()) > middle:
        wrong.append(f"median {median(sizes.values())} > {middle}")
    decile = quantiles(sizes.values(), n=10)[-1] if len(sizes) > 1 else max(sizes.values())
    if decile > tenth:
        largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
        wrong.append(f"ninth decile {decile:.0f} > {tenth}: " + ", ".join(f"{name} {sizes[name]}" for name in largest))
    if most:
        wrong += [f"{name}: {size} > {most}" for name, size in sizes.items() if size > most]
    return wrong


def file_sizes() -> Sizes:
    return {source.name: len(source.text.splitlines()) for source in sources() if source.text}


def function_sizes(files: list[Source]) -> Sizes:
    """Lines of each function, from its `def` to its last, the functions within it included."""
    return {
        f"{source.name}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for source in files
        for function in functions(source)
    }


def test_files_are_short():
    assert beyond(file_sizes(), middle=80, tenth=250, most=500) == []


def test_functions_are_short():
    assert beyond(function_sizes(sources()), middle=10, tenth=30, most=60) == []


def test_templates_are_short():
    assert beyond({name: len(text.splitlines()) for name, text in templates()}, tenth=100) == []


def test_what_is_too_large_would_be_found():
    long = Source("cases/rules.py", "def f():\n" + "    x = 1\n" * 70)
    assert beyond(function_sizes([long]), middle=10, tenth=30, most=60) == [
        "median 71 > 10",
        "ninth decile 71 > 30: cases/rules.py:1 f 71",
        "cases/rules.py:1 f: 71 > 60",
    ]
