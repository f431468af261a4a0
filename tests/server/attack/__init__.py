"""An attack on the whole of Myelin, as it is served: ``python -m tests.server.attack``.

It starts the real server over a filled SQLite file and a filled PostgreSQL database, and then does
what somebody would do who wants to stop it: every route as everybody, thousands of malformed forms,
texts and pictures made to take long, half-open sockets, and minutes of load. It keeps score of what
must not happen: an answer of 500 and above or none at all, a request over two seconds, a traceback,
a row that changed although the request was refused, memory that grows.

It takes long, so it is no part of the tests; they run a short slice of it.
"""
