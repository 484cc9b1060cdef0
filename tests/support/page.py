"""A page as a test reads it: parsed as a browser parses it, and asked by CSS selectors."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


class Page:
    """An answer or its HTML. Texts have each run of spaces as one space."""

    def __init__(self, answer: HttpResponse | str) -> None:
        self.html = answer if isinstance(answer, str) else answer.content.decode()
        self.document = BeautifulSoup(self.html, "html5lib")

    def all(self, selector: str) -> list[Tag]:
        """Every element of `selector`, in the order of the page."""
        return self.document.select(selector)

    def one(self, selector: str) -> Tag:
        """The only element of `selector`."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements are {selector}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """The text of every element of `selector`."""
        return [text_of(element) for element in self.all(selector)]

    def text(self, selector: str) -> str:
        """The text of the only element of `selector`."""
        return text_of(self.one(selector))

    def attributes(self, selector: str, name: str) -> list[str]:
        """The attribute `name` of every element of `selector` that has it."""
        return [str(element[name]) for element in self.all(selector) if element.has_attr(name)]

    def rows(self, selector: str = "tbody tr") -> list[list[str]]:
        """The cells of each row of `selector`, as texts."""
        return [[text_of(cell) for cell in row.select("th, td")] for row in self.all(selector)]

    def hidden(self, form: str = "form") -> dict[str, str]:
        """The hidden fields of `form`: their names and values."""
        return {str(field["name"]): str(field["value"]) for field in self.all(f'{form} input[type="hidden"]')}

    def value(self, name: str) -> str:
        """The value of the only field called `name`."""
        return str(self.one(f'[name="{name}"]')["value"])


def text_of(element: Tag) -> str:
    """The text of `element`, with each run of spaces as one space."""
    return " ".join(element.get_text(" ").split())
