"""The production server: gunicorn's processes, waitress's reading, and deadlines of our own.

A request is read whole, header and body, before it takes one of the few threads. So however slowly
somebody sends, the threads are free for those who do not. Why these two and not others:
docs/decisions/0013-whole-requests-before-a-thread.md.

Nothing here imports Myelin: gunicorn's first process loads it and must not keep old code.
"""
