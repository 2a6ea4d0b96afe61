"""What people did with a sentence to say: tested it aloud, signed it off, spoke it into a recorder.

Each row holds for the words as they were: where they change it counts no longer, and nobody hears the old ones.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from toolkit.models.kit import SentencesPage


class SentenceRecord(models.Model):
    """Of one sentence of one page, and so of one language. `key` is the sentence's, `words` digest_sentence() then."""

    page = models.ForeignKey(SentencesPage, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    words = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # never shown
    on = models.DateField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} on {self.on}"


class SentenceCheck(SentenceRecord):
    """Somebody tested the words aloud, or an editor answers for them."""

    class Kind(models.TextChoices):
        TESTED = "tested", _("Tested aloud")
        SIGNED = "signed", _("Signed off")

    class Tester(models.TextChoices):
        INTERPRETER = "interpreter", _("an interpreter")
        SOCIAL_WORKER = "social-worker", _("a social worker")
        HEALTH_WORKER = "health-worker", _("a health worker")
        OFFICER = "officer", _("an officer")
        LAWYER = "lawyer", _("a lawyer")

    kind = models.CharField(_("what was done"), max_length=8, choices=Kind)
    tester = models.CharField(max_length=16, choices=Tester, blank=True)

    class Meta(SentenceRecord.Meta):
        ordering = ["-on", "-pk"]
        verbose_name = _("check of a sentence")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key", "words", "kind", "tester"], name="one_check_per_sentence_and_role"
            )
        ]


class SentenceRecording(SentenceRecord):
    """A person speaks the sentence. Who she is stands nowhere."""

    class Voice(models.TextChoices):
        WOMAN = "woman", _("A woman speaks")
        MAN = "man", _("A man speaks")

    class Kind(models.TextChoices):
        OPUS = "opus", _("Opus")
        MP3 = "mp3", _("MP3, for older iPhones")

    voice = models.CharField(_("voice"), max_length=5, choices=Voice)
    kind = models.CharField(max_length=4, choices=Kind)
    file = models.FileField(upload_to="recordings")
    size = models.PositiveIntegerField(help_text="Bytes.")
    seconds = models.FloatField()

    class Meta(SentenceRecord.Meta):
        ordering = ["voice", "-kind"]  # Opus first
        verbose_name = _("recording of a sentence")
        constraints = [
            models.UniqueConstraint(fields=["page", "key", "voice", "kind"], name="one_recording_per_voice_and_kind")
        ]

    @property
    def media_type(self) -> str:
        return "audio/mpeg" if self.kind == self.Kind.MP3 else "audio/ogg; codecs=opus"
