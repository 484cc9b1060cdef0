"""The base of every form on a page."""

from django import forms


class PageForm(forms.Form):
    """A form that the server checks.

    A browser's own message for an empty required field is in the browser's language and style, and it disappears. So no
    field gets `required` as an attribute, and each error comes back in words, beside its field (WCAG 3.3.1).
    """

    use_required_attribute = False
