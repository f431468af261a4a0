"""The Flask extensions, made once and bound to an app by the factory."""

from __future__ import annotations

import contextlib

from flask import current_app
from flask_babel import Babel
from flask_login import LoginManager
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError


class Csrf(CSRFProtect):
    """Also takes the forms that were open when a new secret key took over.

    What it cannot read is a refusal and no error.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check the token and, over https, the page that the form was sent from.

        Raises:
            CSRFError: the form is not one of ours.
        """
        try:
            super().protect(apply_exemptions)
        except ValueError:  # an address such as http://[ in Referer
            self._error_response("The referrer cannot be read.")

    def _get_csrf_token(self) -> str | None:
        """Return the token of the request, signed again if a former key of ours has signed it."""
        token: str | None = super()._get_csrf_token()
        for key in current_app.config["SECRET_KEY_FALLBACKS"] if token else ():
            with contextlib.suppress(ValidationError):
                validate_csrf(token, secret_key=key)
                renewed: str = generate_csrf()
                return renewed
        return token

    def is_exempt(self) -> bool:
        """Tell whether the requested view takes forms that did not come from a page of ours."""
        return bool(self._is_exempt())


babel = Babel()
csrf = Csrf()
login_manager = LoginManager()
mail = Mail()
migrate = Migrate()
