from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _


class ModulesConfig(AppConfig):
    """Listens to Wagtail, whose signals are its interface; our own domain has none."""

    name = "modules"
    verbose_name = _("University modules")

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from modules.forms.checking import ModuleForm
        from modules.forms.choices import ChoicesFormField
        from modules.models import Module, Video
        from modules.models.facets import ChoicesField
        from modules.permissions import set_up_roles
        from modules.presenters.module_page import build_preview_context
        from modules.presenters.passages import list_own_passages
        from toolkit.presenters.passages import OF_OTHERS

        # What tables are shown and edited with stands in rooms above them.
        ChoicesField.form_field = ChoicesFormField
        Module.base_form_class = ModuleForm
        Module.preview = staticmethod(build_preview_context)
        OF_OTHERS[Module] = list_own_passages

        published.connect(after_publish, sender=Module)
        unpublished.connect(after_unpublish, sender=Module)
        pre_delete.connect(before_delete, sender=Module)
        post_delete.connect(after_video_is_gone, sender=Video)
        post_migrate.connect(lambda **kwargs: set_up_roles(), sender=self, weak=False)


def after_publish(instance: Any, **kwargs: Any) -> None:
    from modules.actions.publishing import process_module_publication

    process_module_publication(instance)


def after_unpublish(instance: Any, **kwargs: Any) -> None:
    from modules.actions.publishing import process_module_unpublication

    process_module_unpublication(instance)


def before_delete(instance: Any, **kwargs: Any) -> None:
    from modules.actions.publishing import withdraw_module

    withdraw_module(instance)


def after_video_is_gone(instance: Any, **kwargs: Any) -> None:
    from modules.actions.publishing import refresh_modules_showing

    refresh_modules_showing(instance)
