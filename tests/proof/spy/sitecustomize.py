"""Loaded by a server process that has this folder on its path: notes every hash of a PIN in CONNECT_TEST_HASHES.

One letter each: c, compared with the hash of an account; n, with that of nobody; m, made. No PIN is written.
"""

import functools
import os

if file := os.environ.get("CONNECT_TEST_HASHES"):
    import argon2

    def _note(letter: str) -> None:
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, letter.encode())
        os.close(descriptor)

    _verify, _hash = argon2.PasswordHasher.verify, argon2.PasswordHasher.hash

    @functools.wraps(_verify)
    def verify(self, stored, *args, **kwargs):
        _note("n" if stored.endswith("A" * 43) else "c")
        return _verify(self, stored, *args, **kwargs)

    @functools.wraps(_hash)
    def make(self, *args, **kwargs):
        _note("m")
        return _hash(self, *args, **kwargs)

    argon2.PasswordHasher.verify, argon2.PasswordHasher.hash = verify, make
