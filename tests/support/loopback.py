"""A server of the test's own, on loopback."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def running[Server: socketserver.BaseServer](server: Server) -> Iterator[Server]:
    """`server`, answering in a thread of its own until the end of the block."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
