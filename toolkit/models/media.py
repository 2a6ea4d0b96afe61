"""Pictures and documents. Both are the project's own models from the first migration on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class Picture(AbstractImage):
    """A picture with the words for those who cannot see it, and the name of who made it.

    `description` is the alternative text; toolkit/forms/uploads.py requires it and strips the file's metadata.
    """

    credit = models.CharField(_("credit"), max_length=255, help_text=_("Who made it, and under which licence."))

    admin_form_fields = ("title", "file", "description", "credit", "collection", "tags", "focal_point_x",
                         "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]


class PortalDocument(AbstractDocument):
    """A file readers may download. Served through Wagtail's view, so that collection privacy holds."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_portaldocument", "Can choose document")]

    def clean(self) -> None:
        """A file that was refused is not there any more: Wagtail would say of it, too, that its kind is wrong."""
        if self.file:
            super().clean()
