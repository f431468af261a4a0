"""Forms of the accounts room: shape and length. What a value may be is the service's to say."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.accounts.models import Registration, Role
from app.domain.characters import one_line
from app.web.pages.forms import PageForm

ROLE_NAMES = {
    Role.LEARNER.value: "Learner",
    Role.EDUCATOR.value: "Educator",
    Role.ADMIN.value: "Admin",
}
REGISTRATION_NAMES = {
    Registration.OPEN.value: "Everyone who can reach this site",
    Registration.INVITATION.value: "People with an invitation from an admin",
    Registration.CLOSED.value: "Nobody",
}
THEME_NAMES = {"auto": "Same as the device", "light": "Light", "dark": "Dark"}


def plain(text: str | None) -> str | None:
    """Return typed text as one line, without what PostgreSQL cannot store and nobody types."""
    return one_line(text) if text else text


def _email(label: str = "Email address") -> StringField:
    return StringField(
        label,
        validators=[InputRequired("Enter an email address."), Length(max=254)],
        filters=[plain],
    )


def _name() -> StringField:
    # How long it may be, as people count, is the service's to say.
    return StringField("Name", validators=[InputRequired("Enter your name.")])


def _password(label: str, missing: str = "Enter a password.") -> PasswordField:
    # No upper bound here: the service says it in words, and the request's size has a limit.
    return PasswordField(label, validators=[InputRequired(missing)])


def _present_password(label: str = "Current password") -> PasswordField:
    return _password(label, "Enter your password, so that we know it is you.")


class SignInForm(PageForm):
    """Address and password; ``next`` is the page that was wanted."""

    email = _email()
    password = _password("Password", "Enter your password.")
    remember = BooleanField("Stay signed in on this device for 60 days")
    next = HiddenField()


class RegisterForm(PageForm):
    """A new account. ``time_zone`` is filled in by the browser."""

    name = _name()
    email = _email()
    password = _password("Password")
    time_zone = HiddenField(default="UTC")


class SetupForm(RegisterForm):
    """The first admin, with the token that the console printed."""

    token = StringField(
        "Token", validators=[InputRequired("Copy the token from the console.")], filters=[plain]
    )


class ForgottenPasswordForm(PageForm):
    """Where to send a link."""

    email = _email()


class NewPasswordForm(PageForm):
    """A new password, for somebody who holds a link."""

    password = _password("New password")


class ChangePasswordForm(PageForm):
    """A new password, for somebody who is signed in."""

    present_password = _present_password()
    password = _password("New password")


class ChangeEmailForm(PageForm):
    """A new address."""

    email = _email("New email address")
    present_password = _present_password("Your password")


class CloseAccountForm(PageForm):
    """The password, once more."""

    present_password = _present_password("Your password")


class PasswordAgainForm(PageForm):
    """The password, beside whatever else was sent."""

    password_again = _present_password("Your password")

    @property
    def is_sent(self) -> bool:
        """Return whether the page that asks for the password was there before."""
        return self.password_again.data is not None


class ProfileForm(PageForm):
    """Name, formats, time zone, the hour at which the day turns, and the theme."""

    name = _name()
    locale = SelectField("Language and formats")
    time_zone = SelectField("Time zone")
    day_turns_at_hour = IntegerField(
        "A new day begins at",
        validators=[
            InputRequired("Enter an hour from 0 to 23."),
            NumberRange(0, 23, "Enter an hour from 0 to 23."),
        ],
    )
    theme = RadioField("Appearance", choices=THEME_NAMES)


class PeopleFilterForm(PageForm):
    """Which people to list; it comes in the address and changes nothing."""

    class Meta:
        csrf = False

    q = StringField("Name or email", filters=[plain])
    role = SelectField("Role", choices={"": "All roles", **ROLE_NAMES})


class RoleForm(PageForm):
    """A person's role."""

    role = RadioField("Role", choices=ROLE_NAMES)


class InvitationForm(PageForm):
    """Who is invited, and as what."""

    email = StringField(
        "Email address",
        validators=[Optional(strip_whitespace=True), Length(max=254)],
        filters=[plain],
    )
    role = SelectField("Role", choices=ROLE_NAMES)


class SiteForm(PageForm):
    """Settings of the whole site."""

    registration = RadioField("Who can create an account?", choices=REGISTRATION_NAMES)
