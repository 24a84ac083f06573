"""Entry of the web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")

# What is loaded here stays for the life of the process: looking through it again and again takes a sixth of the start,
# and something from every page after it; it is looked through seldom, and then never again. The addresses load every
# page and endpoint: not while the first reader waits.
usual = gc.get_threshold()
gc.set_threshold(50_000)  # not never: what is thrown away meanwhile would take megabytes for good
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # asking is loading
gc.collect()
gc.freeze()
gc.set_threshold(*usual)
