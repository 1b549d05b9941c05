"""The entry point for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinxiu.site.settings")
application = get_wsgi_application()

# What the program itself consists of lives as long as the process: the collector need not walk it again and again
# in the middle of requests (a full walk costs about 100 ms).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
