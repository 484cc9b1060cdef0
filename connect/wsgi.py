"""The WSGI application; connect.rsgi puts the front before it, which is what `manage.py serve` starts."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "connect.settings")
application = get_wsgi_application()

from connect.feed.demo_data_check import refuse_demo_data  # noqa: E402 - models can be imported only now

refuse_demo_data()

from connect.feed.nondisclosure import refuse_undeclared  # noqa: E402 - as above
from connect.feed.pipeline.tables import read_models  # noqa: E402 - as above

refuse_undeclared(read_models())

import connect.urls  # noqa: E402, F401 - reads the agency's texts: a folder that cannot be used stops the start

# What is loaded by now stays: nothing of it need be looked through again for garbage between two pages.
gc.collect()
gc.freeze()
