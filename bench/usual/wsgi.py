"""The WSGI entry point of the usual Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.usual.settings"
application = get_wsgi_application()
