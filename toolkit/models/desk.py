"""The translators' desk: who works in which language, how far each translation is, what was said of a passage.

What is translated, and its segments, are wagtail-localize's tables; here stands what it has none for.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class Profession(models.TextChoices):
    """As whom a reviewer reads."""

    OFFICER = "officer", _("an officer")
    LAWYER = "lawyer", _("a lawyer")
    TEACHER = "teacher", _("a teacher")


class LanguageRole(models.Model):
    """What somebody does in one language. Wagtail's groups know pages, not languages."""

    class Role(models.TextChoices):
        TRANSLATOR = "translator", _("Translator")
        REVIEWER = "reviewer", _("Reviewer")
        PUBLISHER = "publisher", _("Publisher of this language")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="language_roles")
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+", verbose_name="language")
    role = models.CharField("role", max_length=10, choices=Role)
    profession = models.CharField("reads as", max_length=8, choices=Profession, blank=True)

    class Meta:
        ordering = ["locale", "role", "pk"]
        verbose_name = "role in a language"
        verbose_name_plural = "roles in languages"
        constraints = [
            models.UniqueConstraint(fields=["user", "locale", "role"], name="one_role_of_a_kind_per_language"),
            models.CheckConstraint(
                condition=models.Q(role="reviewer") ^ models.Q(profession=""), name="reviewers_have_a_profession"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} ({self.locale_id})"


class EnglishWords(models.Model):
    """What one page, provision, term or other entry says in English as translators know it: by passage, to tell what
    changes. A passage is called by its path in wagtail-localize's segments."""

    key = models.UUIDField(primary_key=True, help_text="The translation key.")
    kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    title = models.CharField(max_length=300)
    texts = models.JSONField(help_text="By path, a list of strings each.")
    words = models.PositiveIntegerField()
    passages = models.PositiveIntegerField()

    class Meta:
        verbose_name = "words to translate"

    def __str__(self) -> str:
        return self.title


class TranslationState(models.Model):
    """How far the translation of one thing into one language is, and what readers are told of it. Of people it knows
    professions only."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("To translate")
        MACHINE = "machine", _("Machine draft")
        EDITED = "edited", _("Edited by a person")
        HANDED_IN = "handed_in", _("Handed in")
        SENT_BACK = "sent_back", _("Sent back")
        SIGNED_OFF = "signed_off", _("Signed off")
        PUBLISHED = "published", _("Published")
        CHANGED = "changed", _("English changed")

    class Shown(models.TextChoices):
        """What the words are that readers see."""

        MACHINE = "machine", "a machine’s draft"
        EDITED = "edited", "edited by a person"
        READ = "read", "read by a person of the profession"

    english = models.ForeignKey(EnglishWords, models.CASCADE, related_name="states")
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    stage = models.CharField("stage", max_length=10, choices=Stage, default=Stage.MACHINE)
    since = models.DateTimeField("since")
    profession = models.CharField(max_length=8, choices=Profession, blank=True, help_text="Of who signed it off.")
    signed_on = models.DateField(null=True, blank=True)
    older = models.JSONField(default=dict, help_text="The older English of passages that nobody looked at since.")
    shown = models.CharField(max_length=8, choices=Shown, default=Shown.MACHINE)
    shown_profession = models.CharField(max_length=8, choices=Profession, blank=True)
    shown_on = models.DateField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(null=True, blank=True, help_text="What the desk published last.")
    english_changed_on = models.DateField(null=True, blank=True, help_text="Readers see older words since.")

    class Meta:
        ordering = ["english__title", "pk"]
        verbose_name = "state of a translation"
        constraints = [models.UniqueConstraint(fields=["english", "locale"], name="one_state_per_thing_and_language")]
        indexes = [models.Index(fields=["locale", "stage"], name="states_by_language_and_stage")]

    def __str__(self) -> str:
        return f"{self.english_id} in {self.locale_id}: {self.stage}"


class SegmentComment(models.Model):
    """What a reviewer or translator says of one passage; seen at the desk of this language only."""

    state = models.ForeignKey(TranslationState, models.CASCADE, related_name="comments")
    path = models.TextField()
    order = models.PositiveSmallIntegerField(default=0, help_text="Of the string in its passage.")
    text = models.TextField("comment", max_length=1000)
    role = models.CharField(max_length=10, choices=LanguageRole.Role)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")  # never shown
    at = models.DateTimeField(auto_now_add=True)
    is_settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "comment on a passage"

    def __str__(self) -> str:
        return f"{self.state_id}: {self.path}"
