"""The app object that WSGI servers and the plain ``flask`` command find."""

from app.factory import create_app

app = create_app()
