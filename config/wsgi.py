"""What the web server loads. It does not start with settings that must not be used."""

import os

from django.core.wsgi import get_wsgi_application

from config.checks import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_to_start()
