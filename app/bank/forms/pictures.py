"""The form that puts a picture into a course."""

from __future__ import annotations

import re

from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

from app.bank.files.drafts import Picture
from app.bank.files.pictures.uploads import LARGEST_PICTURE_BYTES, read_upload
from app.web.pages.forms import PageForm

NAMELESS = "picture"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


class PictureForm(PageForm):
    """One file; ``read`` is the picture in it once the form is valid.

    ``is_nameless`` tells that the file's own name held nothing that a picture may be called.
    """

    read: Picture | None = None
    is_nameless = False

    picture = FileField("Picture", validators=[FileRequired("Choose a file.")])

    def validate_picture(self, field: FileField) -> None:
        """Look at what the file holds."""
        content = field.data.read(LARGEST_PICTURE_BYTES + 1)
        name = fit_name(field.data.filename)
        self.is_nameless = name.startswith(".")
        read = read_upload(f"{NAMELESS}{name}" if self.is_nameless else name, content)
        if isinstance(read, str):
            raise ValidationError(f"{_sentence(read)}.")
        self.read = read


def fit_name(name: str) -> str:
    """Return the name of somebody's file as pictures are named: ``My nerve.PNG`` as My-nerve.png."""
    stem, dot, ending = _UNFIT.sub("-", name.replace("\\", "/").rsplit("/", 1)[-1]).rpartition(".")
    return f"{stem.strip('-._')}{dot}{ending.lower()}"


def _sentence(reason: str) -> str:
    if reason.startswith("the "):
        return reason[0].upper() + reason[1:]
    return f"This file {reason}"
