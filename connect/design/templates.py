"""Pages are Jinja2: one environment per language; phrases and fixed addresses become plain text when compiled.

Templates use the names that Babel and Django use: `_("Payments")`, `ngettext("%(n)s case", "%(n)s cases", count)`,
`{% trans %}`, `url("login")` and `static("design/portal.css")`. A call of one of them with constants is computed when
the template is compiled, and costs nothing when the page is shown. A name that is missing is an error, never an empty
space. A text that is put into a page is isolated (connect.lib.characters); a value that goes back with a form is
escaped by `|e`, which leaves it as it is.
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
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from connect.design.rows import table_rows
from connect.design.with_links import with_links
from connect.lib.characters import isolated
from connect.lib.dates import day_in_table, day_in_words, moment_in_words
from connect.lib.money import in_dollars
from connect.lib.terms import plain_meaning, terms


def render(template: str, language: str, context: dict[str, object] | None = None) -> str:
    """The page `template` in `language`. Raises jinja2.UndefinedError for a name that `context` lacks."""
    return environment(language).get_template(template).render(context or {})


class LanguageEnvironments(Environment):
    """What settings.TEMPLATES gives to Django's Jinja2 backend: a template comes from the environment of the language
    in force, so `django.shortcuts.render` and Django's forms draw with the same templates as `render` above."""

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        return environment(get_language() or settings.LANGUAGE_CODE).get_template(name, parent, globals)

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:  # noqa: A002
        language = get_language() or settings.LANGUAGE_CODE
        return environment(language).from_string(source, globals, template_class)


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
        extensions=["jinja2.ext.i18n"],
    )
    jinja.newstyle_gettext = True  # type: ignore[attr-defined]  # {% trans %} gives its values to our gettext
    jinja.filters |= {
        "tel": _dialled,
        "with_links": with_links,
        "dollars": in_dollars,
        "short_day": lambda day: day_in_table(day, language),
        "words": lambda day: day_in_words(day, language),
        "moment": lambda moment: moment_in_words(moment.astimezone(settings.AGENCY.zone), language),
    }
    # `language` is a global too, because an imported macro does not see the page's context.
    jinja.globals |= {"agency": settings.AGENCY, "language": language, "zip": zip}
    jinja.globals |= jinja.pure
    jinja.globals |= {"cached": cached, "uncached": uncached, "table_rows": table_rows}
    return jinja


def _shown(value: object) -> object:
    """What `{{ value }}` puts into a page: markup and numbers as they are, a text isolated (connect.lib.characters)."""
    return isolated(value) if type(value) is str else value


class _Template(Template):
    """A template whose macros are made once: no page here has globals of its own, so none need comparing."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class _Folding(Environment):
    """An environment that knows, when it compiles a page, the language and everything the agency's profile says.

    `{{ agency.phones.statewide|tel }}` and `{{ _("Call %(phone)s", phone=agency.phones.statewide) }}` become plain
    text too: the frame of a page, most of its bytes, is then not put together again for every reader.
    """

    template_class = _Template

    def __init__(self, language: str, **options: Any) -> None:
        self.language = language
        self.at_hand: dict[str, Template] = {}
        self.pure = _pure(language)
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
    """Replaces `language`, `agency.….…`, `agency.….….in_language(language)` and calls of pure functions by the texts
    and numbers they stand for, and an include by the template it includes: one template, put together once."""

    def __init__(self, jinja: _Folding) -> None:
        self.jinja, self.language = jinja, jinja.language
        self.at_compile_time = nodes.EvalContext(jinja)

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
        return self._computed(cast(nodes.Call, self._inside(node)))

    def _computed(self, call: nodes.Call) -> nodes.Expr:
        """The text that `call` gives; `call` itself if it has to wait for a value, or fails."""
        function = self.jinja.pure.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if not function or call.dyn_args or call.dyn_kwargs:
            return call
        try:
            arguments = [argument.as_const(self.at_compile_time) for argument in call.args]
            values = {pair.key: pair.value.as_const(self.at_compile_time) for pair in call.kwargs}
            return nodes.Const(function(*arguments, **values))
        except Exception:  # not constant (nodes.Impossible), or an error for the page to raise when it is shown
            return call

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


def _pure(language: str) -> dict[str, Callable[..., str]]:
    """The functions whose result depends on the language and their arguments alone."""
    phrase = _gettext(language)
    return {
        "_": phrase,
        "gettext": phrase,
        "ngettext": _ngettext(language),
        "url": _url,
        "means": lambda term: plain_meaning(term, language),
        "term_name": lambda term: terms()[term].name(language),
        "anchor": lambda term: terms()[term].anchor,
        "static": staticfiles_storage.url,
    }


def _gettext(language: str) -> Callable[..., str]:
    @cache
    def translated(english: str) -> str:
        with override(language):
            return gettext(english)

    def phrase(english: str, /, **values: object) -> str:
        """`english` in the environment's language; `values` fill %(name)s and %% is a percent sign, with or without
        values, as Jinja's newstyle gettext has it. Markup among the values stays markup; a phrase itself is a text."""
        text = translated(english)
        for value in values.values():
            if hasattr(value, "__html__"):
                return escape(text) % _each_shown(values)
        return text % _each_shown(values)

    return phrase


def _each_shown(values: dict[str, object]) -> dict[str, object]:
    """The values of a phrase, each isolated from its words."""
    return {name: _shown(value) for name, value in values.items()}


def _ngettext(language: str) -> Callable[..., str]:
    def counted_phrase(singular: str, plural: str, n: int, /, **values: object) -> str:
        """One of two phrases by the count; %(n)s stands for it: ngettext("%(n)s case", "%(n)s cases", 3)."""
        with override(language):
            return ngettext(singular, plural, n) % {"n": n, **_each_shown(values)}

    return counted_phrase


def _url(name: str, *arguments: object) -> str:
    """The path of the page called `name`. Raises NoReverseMatch."""
    return reverse(name, args=arguments)


def _dialled(number: str) -> str:
    """'+18669013212', the form of a number that every telephone dials."""
    return "+1" + "".join(c for c in number if c in "0123456789").removeprefix("1")
