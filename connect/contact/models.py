"""What people tell us and ask of us. Every key begins with its author, whomever it is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.contact.file_rules import FileState
from connect.contact.kinds import SubmissionState
from connect.lib.personal import Keys, personal, plain, sealed

OPEN_STATES = (SubmissionState.SENT, SubmissionState.SEEN)  # of these an answer is due


class Submission(models.Model):
    """One thing that a person told us or asked of us: a message with its thread, or a request.

    `public_id`: random; its address. `number`: what a receipt says, and people read out on the phone. `form_key`:
    of the form that sent it, so that the same form makes one row. `values_sealed`: JSON of the answers to the kind's
    questions. `received_on`: the day from which the days of its clock count. `answer_by`: the next day by which we
    promised something. `last_at`: of the last word in it. `unread`: how many words of ours its author has not seen.
    `reply_to`: of a draft that will be the next message of a conversation, that conversation's public_id.
    """

    pk = models.CompositePrimaryKey("participant_id", "public_id")
    participant_id = personal(models.CharField(max_length=10))
    public_id = personal(models.CharField(max_length=22))
    number = personal(models.CharField(max_length=11, blank=True))
    form_key = plain(models.CharField(max_length=22))
    reply_to = personal(models.CharField(max_length=22, blank=True))
    kind = personal(models.CharField(max_length=20))
    case_number = personal(models.CharField(max_length=20, blank=True))
    values_sealed = sealed(models.TextField(blank=True), Keys.FIELD)
    state = plain(models.CharField(max_length=10, choices=SubmissionState.choices))
    sent_at = plain(models.DateTimeField(null=True))
    received_on = plain(models.DateField(null=True))
    answer_by = plain(models.DateField(null=True))
    seen_at = plain(models.DateTimeField(null=True))
    decided_at = plain(models.DateTimeField(null=True))
    reason_sealed = sealed(models.TextField(blank=True), Keys.FIELD)
    ended_at = plain(models.DateTimeField(null=True))
    last_at = plain(models.DateTimeField())
    late_told_at = plain(models.DateTimeField(null=True))  # its author was told that the answer is late
    unread = plain(models.PositiveIntegerField(default=0))

    class Meta:
        indexes: ClassVar = [
            models.Index(name="submissions_newest_first", fields=["participant_id", "-last_at"]),
            models.Index(name="submission_by_number", fields=["number"], condition=~Q(number="")),
            models.Index(name="answers_due", fields=["answer_by"], condition=Q(state__in=OPEN_STATES)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_submission_a_form", fields=["participant_id", "form_key"]),
            models.CheckConstraint(
                name="what_is_sent_has_its_day_and_number",
                condition=Q(state="draft", sent_at__isnull=True, received_on__isnull=True, number="")
                | ~Q(state="draft") & Q(sent_at__isnull=False, received_on__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="what_is_refused_says_why", condition=~Q(state="refused") | ~Q(reason_sealed="")
            ),
        ]


class Message(models.Model):
    """One text in the thread of a submission: of its author, or of the agency's (`name_sealed`: who signed it)."""

    pk = models.CompositePrimaryKey("participant_id", "submission", "place")
    participant_id = personal(models.CharField(max_length=10))
    submission = personal(models.CharField(max_length=22))  # its public_id
    place = plain(models.PositiveIntegerField())  # from 1
    form_key = plain(models.CharField(max_length=22))
    from_agency = plain(models.BooleanField())
    name_sealed = sealed(models.TextField(blank=True), Keys.FIELD)
    text_sealed = sealed(models.TextField(), Keys.FIELD)
    at = plain(models.DateTimeField())

    class Meta:
        indexes: ClassVar = [models.Index(name="messages_of_a_day", fields=["participant_id", "at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_message_a_form", fields=["participant_id", "form_key"]),
            models.CheckConstraint(
                name="only_the_agency_signs_a_message", condition=Q(from_agency=True) | Q(name_sealed="")
            ),
        ]


class SubmittedFile(models.Model):
    """One file of a submission, or of its draft.

    `place`: of the message in the thread that it came with; 0 for a draft, and for a request. `stored`: the name of its
    bytes (connect/contact/stored_files.py), '' once there are none; `key_sealed`: what opens them. `pages`: how many
    pictures of pages there are. `digest`: keyed, of what was sent, while it is in a draft: the same form makes
    one file. `sent_bytes`: its length as it was sent. `scanned`: a virus scanner looked at it.
    `claimed_at`, `tries`: of the worker that checks it.
    """

    pk = models.CompositePrimaryKey("participant_id", "public_id")
    participant_id = personal(models.CharField(max_length=10))
    public_id = personal(models.CharField(max_length=22))
    submission = personal(models.CharField(max_length=22))  # its public_id
    place = plain(models.PositiveIntegerField(default=0))
    name_sealed = sealed(models.TextField(blank=True), Keys.FIELD)
    is_picture = plain(models.BooleanField())
    digest = personal(models.CharField(max_length=64, blank=True))
    sent_bytes = plain(models.PositiveIntegerField())
    stored = plain(models.CharField(max_length=32, blank=True))
    key_sealed = sealed(models.TextField(blank=True), Keys.FIELD)
    pages = plain(models.PositiveIntegerField(default=0))
    state = plain(models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING))
    problem = plain(models.CharField(max_length=10, blank=True))  # a FileProblem
    scanned = plain(models.BooleanField(default=False))
    claimed_at = plain(models.DateTimeField(null=True))
    tries = plain(models.PositiveIntegerField(default=0))
    at = plain(models.DateTimeField())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="files_of_a_submission", fields=["participant_id", "submission"]),
            models.Index(name="files_of_a_day", fields=["participant_id", "at"]),
            models.Index(name="files_that_wait", fields=["at"], condition=Q(state="waiting")),
            models.Index(name="files_by_their_bytes", fields=["stored"], condition=~Q(stored="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="what_is_refused_has_a_problem", condition=Q(state="refused") ^ Q(problem="")),
            models.CheckConstraint(
                name="only_what_has_bytes_has_their_key",
                condition=Q(state__in=("waiting", "ready")) & ~Q(key_sealed="") | Q(key_sealed=""),
            ),
        ]
