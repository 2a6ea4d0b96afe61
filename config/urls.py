"""The whole site on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from config import views
from config.health.views import healthz, readyz
from config.metrics.prometheus import show_metrics
from config.page_cache.rules import PRIVATE_PARTS
from config.page_cache.views import show_content_version
from config.sitemaps import SITEMAPS
from modules.views import beside, open_data
from toolkit.views.pages import serve_page
from toolkit.views.saved import worker

NO_PAGES = {*PRIVATE_PARTS, settings.SPACE_PATH}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("portal-state", show_content_version, name="state"),
    path("readyz", readyz, name="readyz"),
    path("metrics", show_metrics, name="metrics"),
    path(".well-known/security.txt", views.serve_security_contact, name="security"),
    path("sw.js", worker, name="worker"),
    path("robots.txt", views.serve_robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_part"),
    # Editors sign in where everybody does: one door, one throttle, one second step.
    path("admin/login/", views.redirect_to_account("account_login")),
    path("admin/password_reset/", views.redirect_to_account("account_reset_password")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Renditions only: originals and documents below MEDIA_ROOT are never served from here.
    re_path(r"^media/(?P<path>images/[^/]+)$", views.serve_rendition, name="rendition"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg"), name="favicon"),
    path("", views.redirect_to_language, name="front_door"),
]

urlpatterns += i18n_patterns(
    path("search/", views.show_search, name="search"),
    path("files/", include("exports.urls")),
    path("work/", include("assessments.urls")),
    path("modules/", include("modules.urls")),
    path("data/modules/", open_data.modules, name="data_modules"),
    path("data/modules/<uuid:key>/", open_data.module, name="data_module"),
    path("beside/<slug:one>/<slug:two>/modules/<slug:slug>/", beside.beside, name="module_beside"),
    path("", include("accounts.urls")),
    path(f"{settings.SPACE_PATH}/", include("network.urls")),
    path("gallery/", views.show_gallery, name="gallery"),
    # Wagtail's own door for readers knows no throttle and no second step: it leads to ours.
    path("_util/login/", views.redirect_to_account("account_login")),
    # Before the pages, which would take it for one of theirs.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    # No page of an editor's stands among a member's own, whatever its slug.
    re_path(rf"^(?:{'|'.join(sorted(NO_PAGES))})(?:/|$)", views.refuse_page),
    path("", include("toolkit.urls")),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),  # in the place of Wagtail's own
    path("", include(wagtail_urls)),
)

handler403 = "config.views.not_allowed"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
