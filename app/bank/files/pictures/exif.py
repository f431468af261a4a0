"""Whether a photo is to be turned by a quarter when it is shown, as its camera noted it in Exif."""

from __future__ import annotations

import struct

ORIENTATION = 0x0112
SHORT = 3
# From the fifth on the orientations of Exif (TIFF 6.0) exchange width and height.
QUARTER_TURNS = range(5, 9)
BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


def is_turned(exif: bytes) -> bool:
    """Tell whether width and height change places; ``exif`` begins with the header of TIFF.

    Raises:
        struct.error: it ends too early.
    """
    order = BYTE_ORDERS.get(exif[:4])
    if order is None:
        return False
    (place,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, place)
    for entry in range(place + 2, place + 2 + 12 * count, 12):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, entry)
        if tag == ORIENTATION:
            return kind == SHORT and value in QUARTER_TURNS
    return False
