"""What stands in the place of a secret number."""

import hashlib

from connect.lib.sealed import blind_index

SSN = "900123456"


def test_an_index_is_nothing_without_its_key():
    assert blind_index(b"one key", SSN) == blind_index(b"one key", SSN)
    assert blind_index(b"one key", SSN) != blind_index(b"another key", SSN)
    assert blind_index(b"one key", SSN) != hashlib.sha256(SSN.encode()).hexdigest()
