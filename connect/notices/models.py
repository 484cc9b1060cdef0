"""What a person chose about how we speak to them. The first choice is the language."""

from django.db import models

from connect.lib.personal import Declared


class ContactPreference(Declared, models.Model):
    """One row per participant, written by the participant."""

    participant_id = models.CharField(max_length=10, primary_key=True)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("es", "Español")])
    chosen_at = models.DateTimeField()

    PERSONAL = ("participant_id", "language")
    PLAIN = ("chosen_at",)
