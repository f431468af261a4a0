"""Reading requests as waitress does, and stricter where two readers could disagree."""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

from server.limits import MAX_CHUNK_LINE_BYTES, MAX_TRAILER_BYTES

# Sent twice, these let a proxy and us see two different requests.
ONCE = ("host", "content-length", "transfer-encoding", "content-type")


class Parser(HTTPRequestParser):
    """One request; it refuses what proxies are known to read in another way than servers."""

    completed: bool

    def received(self, data: bytes) -> int:
        """Take more bytes of the request; return how many belong to it."""
        consumed: int = super().received(data)
        receiver = self.body_rcv
        if isinstance(receiver, ChunkedReceiver) and not self.completed and _is_padded(receiver):
            self.error = BadRequest("A chunk's size or the trailer is too long.")
            self.completed = True
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the header.

        Raises:
            ParsingError: it cannot be read, or not in one way only.
        """
        names = [
            line.partition(b":")[0].strip().lower().decode("latin-1")
            for line in header_plus.split(b"\r\n")[1:]
        ]
        for name in ONCE:
            if names.count(name) > 1:
                raise ParsingError(f"The header {name} is given more than once.")
        if "transfer-encoding" in names and "content-length" in names:
            raise ParsingError("The length of the body is given in two ways.")
        super().parse_header(header_plus)
        if self.version not in {"1.0", "1.1"}:
            raise ParsingError("The server speaks HTTP/1.0 and HTTP/1.1.")
        if self.version == "1.0" and "transfer-encoding" in names:
            raise ParsingError("HTTP/1.0 knows no Transfer-Encoding.")
        if self.version == "1.1" and not self.headers.get("HOST"):
            raise ParsingError("The header Host is missing.")


def _is_padded(receiver: ChunkedReceiver) -> bool:
    """Tell whether a line that only frames the body is longer than any client makes it."""
    return (
        len(receiver.control_line) > MAX_CHUNK_LINE_BYTES
        or len(receiver.trailer) > MAX_TRAILER_BYTES
    )
