"""Pages are Jinja2: one environment per language; phrases and fixed addresses become plain text when compiled.

Jinja's optimizer folds a pure filter on a constant, so `{{ "Payments"|t }}` costs nothing when a page is shown
(docs: a call such as `_("Payments")` would stay a call). A name that is not there is an error, never an empty space.
Whatever text is put into a page is isolated (connect.lib.characters); what goes back with a form is escaped by `|e`,
which leaves it as it is.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import django.forms
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from connect.design.rows import table_rows
from connect.lib.characters import isolated
from connect.lib.dates import in_figures, in_words
from connect.lib.money import in_dollars


def render(template: str, language: str, context: dict[str, object] | None = None) -> str:
    """The page `template` in `language`. Raises jinja2.UndefinedError for a name that `context` lacks."""
    return environment(language).get_template(template).render(context or {})


@lru_cache(maxsize=8)
def environment(language: str) -> Environment:
    """The environment whose phrases, dates and fixed addresses speak `language`."""
    jinja = _Folding(
        language,
        loader=FileSystemLoader(_folders()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        auto_reload=settings.DEMO,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    jinja.filters |= {
        "t": _phrase(language),
        "url": _address,
        "static": staticfiles_storage.url,
        "tel": _dialled,
        "dollars": in_dollars,
        "figures": in_figures,
        "words": lambda day: in_words(day, language),
    }
    # `language` is a global too, because an imported macro does not see the page's context.
    jinja.globals |= {"agency": settings.AGENCY, "language": language, "tn": _counted(language), "zip": zip}
    jinja.globals |= {"cached": cached, "uncached": uncached, "table_rows": table_rows}
    return jinja


def _shown(value: object) -> object:
    """What `{{ value }}` puts into a page: markup and numbers as they are, a text so that it turns nothing round."""
    return isolated(value) if type(value) is str else value


class _Template(Template):
    """A template whose macros are made once: nobody here gives a page globals of its own, so none need comparing."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class _Folding(Environment):
    """An environment that knows, when it compiles a page, the language and everything the agency's profile says.

    `{{ agency.phones.statewide|tel }}` and `{{ "Call %(phone)s"|t(phone=agency.phones.statewide) }}` become plain
    text too: the frame of a page, most of its bytes, is then not put together again for every reader.
    """

    template_class = _Template

    def __init__(self, language: str, **options: Any) -> None:
        self.language = language
        self.at_hand: dict[str, Template] = {}
        super().__init__(**options)

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """A page asks for a dozen templates: where none is reloaded, one that was found is found without a question."""
        if found := self.at_hand.get(name):
            return found
        template = super().get_template(name, parent, globals)
        if not self.auto_reload and globals is None:
            self.at_hand[template.name or ""] = template
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template: nodes.Template = _Fold(self).visit(super()._parse(source, name, filename))
        return template


class _Fold(NodeTransformer):
    """Puts texts and numbers in the place of `language`, `agency.….…` and `agency.….….in_language(language)`, and
    the included template itself in the place of an include: one template, put together once."""

    def __init__(self, jinja: _Folding) -> None:
        self.jinja, self.language = jinja, jinja.language

    def visit_Include(self, node: nodes.Include) -> nodes.Stmt:  # noqa: N802
        if not isinstance(node.template, nodes.Const):
            return node
        source, path, _ = cast(BaseLoader, self.jinja.loader).get_source(self.jinja, node.template.value)
        return nodes.Scope(self.jinja._parse(source, node.template.value, path).body, lineno=node.lineno)

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - Jinja's visitors are called so
        return nodes.Const(self.language) if (node.name, node.ctx) == ("language", "load") else node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Expr:  # noqa: N802
        value = self._said(node)
        return nodes.Const(value) if isinstance(value, str | int) else self._inside(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        asked = node.node
        if isinstance(asked, nodes.Getattr) and asked.attr == "in_language":
            phrase = self._said(asked.node)
            if phrase is not None:
                return nodes.Const(phrase.in_language(self.language))
        return self._inside(node)

    def _inside(self, node: nodes.Expr) -> nodes.Expr:
        return cast(nodes.Expr, self.generic_visit(node))

    def _said(self, node: nodes.Expr) -> Any:
        """What the profile says at `agency.….…`; None for anything else."""
        if isinstance(node, nodes.Name):
            return settings.AGENCY if node.name == "agency" else None
        whole = self._said(node.node) if isinstance(node, nodes.Getattr) else None
        return None if whole is None else getattr(whole, cast(nodes.Getattr, node).attr, None)


@lru_cache(maxsize=2048)
def cached(macro: Callable[..., str], *arguments: object) -> str:
    """What `macro` makes of `arguments`, made once: for parts that many pages share. Never for a person's facts."""
    return uncached(macro, *arguments)


def uncached(macro: Callable[..., str], *arguments: object) -> str:
    """The same, made now: for parts that name something of a person's."""
    return macro(*arguments)


def _folders() -> list[Path]:
    """The template folders of our rooms and doors; last Django's own form templates, for what we do not replace."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("connect.")]
    ours = [folder for room in rooms for folder in (room / "templates", *sorted(room.glob("*/templates")))]
    return [*ours, Path(django.forms.__file__).parent / "jinja2"]


def _phrase(language: str) -> Callable[..., str]:
    @cache
    def in_language(english: str) -> str:
        with override(language):
            return gettext(english)

    def phrase(english: str, **values: object) -> str:
        """`english` in the environment's language; `values` fill %(name)s. Markup among them stays markup."""
        said = in_language(english)
        if not values:
            return said
        for value in values.values():
            if hasattr(value, "__html__"):
                return escape(said) % _each_shown(values)
        return said % _each_shown(values)

    return phrase


def _each_shown(values: dict[str, object]) -> dict[str, object]:
    """The values of a phrase, each isolated from its words."""
    return {name: _shown(value) for name, value in values.items()}


def _counted(language: str) -> Callable[..., str]:
    def counted(singular: str, plural: str, n: int, **values: object) -> str:
        """One of two phrases by the count; %(n)s stands for it: tn("%(n)s case", "%(n)s cases", 3)."""
        with override(language):
            return ngettext(singular, plural, n) % {"n": n, **_each_shown(values)}

    return counted


def _address(name: str, *arguments: object) -> str:
    """The path of the page called `name`. Raises NoReverseMatch."""
    return reverse(name, args=arguments)


def _dialled(number: str) -> str:
    """'+18669013212', the form of a number that every telephone dials."""
    return "+1" + "".join(c for c in number if c in "0123456789").removeprefix("1")
