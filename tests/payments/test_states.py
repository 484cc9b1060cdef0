"""The state of a payment's money: one table, one definition."""

import pytest

from connect.payments.kinds import Bucket, MoneyState
from connect.payments.rules import STATES_IN_ORDER, state_of_part

TABLE = [
    # bucket, payee, status of the latest disbursement, whether it is a reissue -> state
    ("held", "1000000003", None, False, "held"),
    ("held", "1000000003", "sent", False, "held"),
    ("held", "", None, False, "held"),
    ("arrears_state", "", None, False, "sent"),
    ("fees", "", None, False, "sent"),
    ("current", "1000000003", None, False, "expected"),
    ("future", "1000000003", None, False, "expected"),
    ("current", "1000000003", "sent", False, "sent"),
    ("current", "1000000003", "returned", False, "returned"),
    ("current", "1000000003", "sent", True, "reissued"),
    ("current", "1000000003", "returned", True, "returned"),
]


@pytest.mark.parametrize(("bucket", "payee", "status", "reissue", "state"), TABLE)
def test_a_share_has_the_state_of_its_latest_disbursement(bucket, payee, status, reissue, state):
    assert state_of_part(bucket, payee, status, reissue=reissue) == state


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        (["sent", "held"], "held"),
        (["sent", "expected", "returned"], "expected"),
        (["reissued", "returned", "sent"], "returned"),
        (["sent", "reissued"], "reissued"),
        (["sent"], "sent"),
    ],
)
def test_a_line_says_first_what_matters_most(parts, state):
    assert min(map(MoneyState, parts), key=STATES_IN_ORDER.index) == state


def test_every_state_has_its_place():
    assert set(STATES_IN_ORDER) == set(MoneyState)


@pytest.mark.parametrize("bucket", Bucket.values)
def test_every_bucket_without_a_disbursement_is_held_or_expected_for_its_payee(bucket):
    assert state_of_part(bucket, "1000000003", None, reissue=False) in ("held", "expected")
