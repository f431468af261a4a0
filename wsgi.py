"""The app object that WSGI servers and the plain ``flask`` command find."""

import os

from app.factory import create_app
from server import logs

logs.set_up(os.environ.get("MYELIN_LOG_FORMAT", ""))
app = create_app()
