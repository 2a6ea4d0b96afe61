"""What has to be looked at again because something that it rests on says something else now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LookAgain(models.Model):
    """One page, module or other entry, once for each changed entry. It names both in words and by their addresses in
    the admin, so that it can be read when one of them is gone."""

    changed = models.CharField(_("what changed"), max_length=300)
    changed_address = models.CharField(max_length=300)
    title = models.CharField(_("look at"), max_length=300)
    kind = models.CharField(_("kind"), max_length=60)
    address = models.CharField(max_length=300)
    places = models.PositiveIntegerField(_("places"), default=1)
    made_at = models.DateTimeField(_("since"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "title"]
        verbose_name = _("thing to look at again")
        verbose_name_plural = _("things to look at again")
        constraints = [
            models.UniqueConstraint(
                fields=["changed_address", "address"],
                condition=models.Q(done_at=None),
                name="looked_at_again_once_for_each_change",
            )
        ]

    def __str__(self) -> str:
        return self.title
