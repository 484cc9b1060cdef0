"""Django's forms drawn with our templates, in the language of the page they stand on."""

from django.forms.renderers import BaseRenderer
from django.utils.translation import get_language
from jinja2 import Template

from connect.design.templates import environment


class Renderer(BaseRenderer):
    """FORM_RENDERER. Django's own Jinja2 renderer knows neither our filters nor our templates."""

    def get_template(self, template_name: str) -> Template:
        return environment(get_language() or "en").get_template(template_name)
