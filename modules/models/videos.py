"""Videos: a film file, and in each language the words that go with it. The words are enough without the film."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel
from wagtailmedia.models import AbstractMedia

from accounts.models import User
from modules.domain.captions import validate_captions
from toolkit.blocks import PLAIN_RICH_TEXT

FILMS = FileExtensionValidator(["webm", "mp4"])
SECONDS = re.compile(r"\d{1,6}")


class Recording(AbstractMedia):
    """A film file with a smaller one for slow lines, or a narration. Served by modules/views/videos.py only."""

    small_file = models.FileField(
        _("small file"),
        upload_to="media",
        blank=True,
        validators=[FILMS],
        help_text=_("The same film in few pixels, for slow lines."),
    )

    is_silent = models.BooleanField(
        _("nobody speaks in it"),
        default=False,
        db_default=False,
        help_text=_("Its page then says that the film is silent, where no narration was recorded."),
    )

    admin_form_fields = (
        *("title", "file", "small_file", "is_silent", "collection"),
        *("duration", "width", "height", "tags"),
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = _("film file")
        verbose_name_plural = _("film files")

    def clean(self, *args: Any, **kwargs: Any) -> None:
        """A film that was refused is not there any more: wagtailmedia would say of it, too, that its kind is wrong."""
        if self.file:
            super().clean(*args, **kwargs)

    @property
    def url(self) -> str:
        return reverse("modules:recording", args=[self.pk])


class VideoQuerySet(models.QuerySet["Video"]):
    def visible_to(self, user: User | Any) -> "VideoQuerySet":
        """Those readers may watch; who may edit videos sees them all."""
        return self if user.has_perm("modules.change_video") else self.filter(is_public=True)


class Video(index.Indexed, ClusterableModel):
    key = models.SlugField(_("key"), unique=True, help_text=_("Short and stable; part of the address."))
    recording = models.ForeignKey(
        Recording,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("film file"),
        help_text=_("Without one the page shows transcript and captions as text."),
    )
    seconds = models.PositiveIntegerField(_("length in seconds"), default=0)
    is_public = models.BooleanField(_("readers may watch it"), default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VideoQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("key"),
                MediaChooserPanel("recording", media_type="video"),
                FieldPanel("seconds"),
                FieldPanel("is_public"),
            ]
        ),
        InlinePanel("texts", heading=_("Words, language by language"), label=_("language"), min_num=1),
    ]
    search_fields = [index.SearchField("key"), index.AutocompleteField("key")]

    class Meta:
        ordering = ["key"]
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def __str__(self) -> str:
        text = self.text_in(settings.LANGUAGE_CODE)
        return text.title if text else self.key

    def text_in(self, language: str) -> "VideoText | None":
        """Its words in a language, else in English, else in any."""
        rows = {text.language: text for text in self.texts.all() if text.title}
        return rows.get(language) or rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()), None)

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


class VideoText(models.Model):
    """Title, transcript and captions of a video in one language."""

    video = ParentalKey(Video, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Empty where only captions exist in this language.")
    )
    summary = models.TextField(_("summary"), blank=True)
    transcript = RichTextField(_("transcript"), features=PLAIN_RICH_TEXT, blank=True)
    captions = models.TextField(
        _("captions (WebVTT)"), blank=True, validators=[validate_captions], help_text=_("The whole file, as text.")
    )
    narration = models.ForeignKey(
        Recording,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("narration"),
        help_text=_("What is said, spoken in this language, as long as the film: Opus or MP3."),
    )
    chapters = models.TextField(
        _("chapters"), blank=True, help_text=_("One on a line: seconds from the start, a space, and the title.")
    )
    questions = models.TextField(_("questions to ask afterwards"), blank=True, help_text=_("One on a line."))
    machine_translated = models.BooleanField(_("translated by a machine"), default=False)

    panels = [
        FieldPanel("language"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("transcript"),
        FieldPanel("captions"),
        MediaChooserPanel("narration", media_type="audio"),
        FieldPanel("chapters"),
        FieldPanel("questions"),
        FieldPanel("machine_translated"),
    ]

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["video", "language"], name="one_text_per_video_and_language")]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

    def clean(self) -> None:
        last = -1
        for number, line in enumerate(self.chapters.splitlines(), start=1):
            seconds, _space, title = line.strip().partition(" ")
            if not line.strip():
                continue
            if not SECONDS.fullmatch(seconds) or not title.strip():
                raise ValidationError({"chapters": bad_chapter(number)})
            if int(seconds) <= last:
                raise ValidationError({"chapters": early_chapter(number)})
            last = int(seconds)

    def chapter_list(self) -> Iterator[tuple[int, str]]:
        """Where each chapter begins, in seconds, and its title."""
        for line in self.chapters.splitlines():
            seconds, _space, title = line.strip().partition(" ")
            if SECONDS.fullmatch(seconds):
                yield int(seconds), title.strip()

    def question_list(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


def bad_chapter(number: int) -> str:
    words = gettext("Line %(n)s is no chapter. Write seconds, a space and a title: 20 Two words")
    return words % {"n": number}


def early_chapter(number: int) -> str:
    words = gettext("The chapter in line %(n)s does not begin after the one above it. Put them in order.")
    return words % {"n": number}
