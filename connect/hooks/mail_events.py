"""What a mail provider tells us of mail that it took: django-anymail checks who tells it, and reads it.

The door is closed where mail leaves by SMTP, and where no secret is set. A provider's own signature is checked too,
where it has one. Whatever is of no use gets 200, so that no provider tells it again: mail of no one, an old event, one
that was told before, a delivery that went well.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from connect.notices.bounces import ToldOfMail, hear
from connect.notices.kinds import StopReason

# The view of django-anymail that reads what each provider of CONNECT_MAIL_PROVIDER tells; '' where it tells nothing.
TRACKING_VIEWS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mailtrap": "MailtrapTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postal": "PostalTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "scaleway": "",
    "sparkpost": "SparkPostTrackingWebhookView",
    "unisender_go": "UnisenderGoTrackingWebhookView",
}
_GONE_FOR_GOOD = ("bounced", "invalid")  # anymail's reasons; "timed_out", "blocked", "spam" and "other" may pass


@csrf_exempt
def mail_events(request: HttpRequest) -> HttpResponse:
    """POST by the provider: 200 for whatever was read, 400 for what is not signed by it. 503 while the door is closed:
    a provider tells it again later, so that nothing is lost if only the secret is missing."""
    view = TRACKING_VIEWS.get(settings.MAIL_PROVIDER, "")
    if not view or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return HttpResponse("closed\n", status=503, content_type="text/plain")
    return _view(settings.MAIL_PROVIDER, view)(request)


@cache
def _view(provider: str, name: str) -> Callable[[HttpRequest], HttpResponse]:
    from anymail.signals import tracking  # noqa: PLC0415 - the extra `anymail`, which an installation may lack

    tracking.connect(_hear, dispatch_uid="connect.hooks")
    found: Callable[[HttpRequest], HttpResponse] = import_string(f"anymail.webhooks.{provider}.{name}").as_view()
    return found


def _hear(event: Any, **_: object) -> None:
    """Called for each event of a request, in turn. What it raises is answered 500, and the provider tells it again."""
    if reason := _reason(event.event_type, event.reject_reason):
        told = ToldOfMail(str(event.event_id or ""), str(event.message_id or ""), reason, event.timestamp)
        hear(told, now=timezone.now())


def _reason(what: str, why: str | None) -> StopReason | None:
    """Why mail stops; None for anything after which the next mail may arrive."""
    if what == "complained":
        return StopReason.COMPLAINED
    return StopReason.BOUNCED if what in ("bounced", "rejected") and why in _GONE_FOR_GOOD else None
