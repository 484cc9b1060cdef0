"""The application as `manage.py serve` starts it: connect.wsgi behind connect.web.request_front."""

import os

from connect.wsgi import application as pages

THREADS = int(os.environ.get("CONNECT_THREADS", "4"))

from connect.web.request_front import Front  # noqa: E402 - only now: connect.wsgi has made Django ready

application = Front(pages, threads=THREADS)
