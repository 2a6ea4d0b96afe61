"""The one settings file. Everything that differs between machines comes from the environment.

`.env.example` lists every variable read here with its meaning; tests/test_architecture.py compares the two.
PORTAL=production is the default and lends nothing: what is missing is named by config/health/checks.py.
PORTAL=embedded lends SQLite, a file-system broker and a generated key, for one machine and no set-up.
"""

from pathlib import Path

import django.conf.locale
import environ
from celery.schedules import crontab
from django.conf.global_settings import LANGUAGES_BIDI as DJANGO_LANGUAGES_BIDI
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue  # type: ignore[attr-defined]

from config.environment import add_password, build_frontend_cache, build_limits_database, build_storages, read_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PORTAL = env.str("PORTAL", default="production")
EMBEDDED = PORTAL == "embedded"
DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))


def embedded_secret_key() -> str:
    """The key that script/server generated (mode 0600), or "" where there is none yet."""
    file = VAR_DIR / "secret-key"
    return file.read_text().strip() if EMBEDDED and file.exists() else ""


SECRET_KEY = read_secret("SECRET_KEY") or embedded_secret_key()
SECRET_KEY_FALLBACKS = [key for key in read_secret("SECRET_KEY_FALLBACKS").split(",") if key]
# Seals personal data. Outside the database and outside backups; see docs/operations.md.
KEYS_FILE = env.str("KEYS_FILE", default=str(VAR_DIR / "keys.json"))
# Signs the toolkit in a box (`manage.py make_box_key`); its public half lies beside it.
BOX_KEY_FILE = env.str("BOX_KEY_FILE", default=str(VAR_DIR / "box-key"))
# Whom a restored backup must not bring back. Outside the database and its backups, but kept: see docs/retention.md.
ERASURE_JOURNAL = env.str("ERASURE_JOURNAL", default=str(VAR_DIR / "erasures.jsonl"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or (["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")

# Apps, in the order of the graph: each may import those below it.
INSTALLED_APPS = [
    "config.apps.PortalConfig",
    "network",
    "assessments",
    "modules",
    "toolkit",
    "exports",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "config.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_countries",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",  # Wagtail's index needs it on PostgreSQL; harmless on SQLite
]

MIDDLEWARE = [
    "config.middleware.CanonicalHostMiddleware",
    "config.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.ResponsePolicyMiddleware",
    "config.middleware.ThrottleMiddleware",
    "config.middleware.CompressionMiddleware",
    "config.middleware.PreloadMiddleware",
    "config.middleware.DigitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.PortalRedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# Under "/", whatever a server or a client says (config/wsgi.py).
FORCE_SCRIPT_NAME = ""

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.storage.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "toolkit.presenters.portal.portal",
            ],
            "builtins": [
                "toolkit.templatetags.days",
                "toolkit.templatetags.isolating",
                "toolkit.templatetags.stops",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
DATABASE = DATABASES["default"]
STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", default=15_000)
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Several processes write: take the write lock at BEGIN and wait for it, instead of failing half way.
    DATABASE["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASE["PASSWORD"] = DATABASE.get("PASSWORD") or read_secret("POSTGRES_PASSWORD")
    DATABASE["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE["OPTIONS"] = {"connect_timeout": 5}
    # Behind PgBouncer in transaction mode: no cursor outlives its transaction, and limits belong to the role.
    DATABASE["DISABLE_SERVER_SIDE_CURSORS"] = POOLED = env.bool("POOLED", default=False)
    if not POOLED:
        DATABASE["OPTIONS"]["options"] = (
            f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout=5000"
            " -c idle_in_transaction_session_timeout=60000"
        )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Where tries are counted (accounts/limits): a connection of its own, which no transaction holds.
LIMITS = "limits"
DATABASES[LIMITS] = build_limits_database(DATABASE, VAR_DIR)
DATABASE_ROUTERS = ["config.database_router.LimitsRouter"]

REDIS_PASSWORD = read_secret("REDIS_PASSWORD")
REDIS_URL = add_password(env.str("REDIS_URL", default=""), REDIS_PASSWORD)
CACHE_URL = add_password(
    env.str("CACHE_URL", default=f"{REDIS_URL.rstrip('/')}/1" if REDIS_URL else ""),
    read_secret("CACHE_PASSWORD") or REDIS_PASSWORD,
)
CACHES = {
    "default": {
        "BACKEND": "config.caches.SignedRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "cache",  # what its own user there may touch (docker-compose.yml)
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if CACHE_URL
    else {"BACKEND": "config.caches.SignedFileCache", "LOCATION": VAR_DIR / "cache"},
    # This process's own: where tries are counted while the shared cache is away.
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Wagtail would keep rows of pictures here, as pickles. Finished pages are kept, so hardly one is asked for.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # "default": uploads. "exports": rendered files, handed out by exports/views only. "assessments": evidence of teams,
    # sealed before it is written, handed out by assessments/views only.
    **build_storages(VAR_DIR),
    "staticfiles": {"BACKEND": "config.storage.static_files.TightStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A member's photo, which knows where it was taken, is not written to a disk on its way (network/profiles/uploads.py).
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# No body is larger: checked before it is read (config/middleware/throttle.py); the proxy allows the same.
LARGEST_REQUEST = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long checklist in the editor has some thousand fields

# --- Work in the background ---------------------------------------------------------------------------------

BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"{REDIS_URL.rstrip('/')}/0" if REDIS_URL else "")
if not CELERY_BROKER_URL and EMBEDDED:
    CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    else {
        # Longer than the longest task plus its wait in prefetch; docs/architecture.md, The ledger, says why.
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
)
# A worker without -Q takes both. Files that may take longer than LARGE_SECONDS wait in a queue of their own, so that
# a handbook does not hold up a checklist where a second worker takes them (docker-compose.yml: large).
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name)  # type: ignore[no-untyped-call]
    for name in ("celery", "large")
]
LARGE_SECONDS = env.int("LARGE_SECONDS", default=60)
CELERY_TASK_ACKS_LATE = True
# A killed child must not come back for ever: the ledger counts attempts and the sweeper re-queues.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 170
CELERY_TASK_TIME_LIMIT = 190
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULE = {
    "tell the cache in front what changed": {"task": "config.tasks.purge", "schedule": 60.0},
    "sweep the export ledger": {"task": "exports.tasks.sweep", "schedule": 60.0},
    "send what waits, forget what is over": {"task": "accounts.tasks.sweep", "schedule": 60.0},
    "publish and unpublish pages on time": {"task": "toolkit.tasks.publish_scheduled", "schedule": 60.0},
    "have the handbook ready": {"task": "toolkit.tasks.render_handbooks", "schedule": 600.0},
    "have files ready that print what changed": {"task": "toolkit.tasks.render_changed_files", "schedule": 120.0},
    "have the copies for phones ready": {"task": "toolkit.tasks.renew_saved_copies", "schedule": 600.0},
    "keep searches quick": {"task": "toolkit.tasks.take_statistics", "schedule": crontab(hour=2, minute=40)},
    # Every six hours, so that a portal that was down at night does not keep things for another day.
    "throw away what was kept long enough": {"task": "network.tasks.purge", "schedule": 6 * 3600.0},
    "forget what lecturers no longer need kept": {"task": "modules.tasks.purge", "schedule": 6 * 3600.0},
    "forget what readers wrote": {"task": "toolkit.tasks.forget_messages", "schedule": 6 * 3600.0},
    "tell that readers wrote": {"task": "toolkit.tasks.tell_of_messages", "schedule": crontab(hour=5, minute=10)},
    "do what two people agreed on": {"task": "network.tasks.carry_out", "schedule": 600.0},
    "remind of events": {"task": "network.tasks.remind", "schedule": 300.0},
    # At a fixed hour, so that a mail does not tell when somebody planned something.
    "remind of what teams planned": {"task": "assessments.tasks.remind", "schedule": crontab(hour=5, minute=20)},
    "forget what no team has any more": {
        "task": "assessments.tasks.forget_abandoned",
        "schedule": crontab(hour=3, minute=10),
    },
    "throw away evidence without a row": {
        "task": "assessments.tasks.remove_orphans",
        "schedule": crontab(hour=3, minute=20),
    },
    # At a fixed hour, all at once: when a request ends must not tell what somebody said about it.
    "end requests that were decided": {"task": "network.tasks.close_the_day", "schedule": crontab(hour=2, minute=0)},
    # At a fixed hour: a member who changes her description must not see at once what comes of it.
    "suggest mentors and mentees": {"task": "network.tasks.match", "schedule": crontab(hour=1, minute=10)},
}
CELERY_BEAT_SCHEDULER = "config.scheduler.PortalScheduler"
# A file that worker and beat touch while they live, for the health checks of containers. None where it is empty.
HEARTBEAT_FILE = env.str("HEARTBEAT_FILE", default="")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# Which files there are: each app's lists of what it declares (exports/domain/kinds.py), the only place where exports
# meets its clients.
FILE_KINDS = [
    "toolkit.printouts.PRINTOUTS",
    "toolkit.printouts.share_pictures.PACKAGES",
    "toolkit.packages.saved.PACKAGES",
    "toolkit.packages.book.PACKAGES",
    "toolkit.packages.companion.PACKAGES",
    "toolkit.packages.box.PACKAGES",
    "modules.printouts.PRINTOUTS",
    "modules.packages.formats.PACKAGES",
    "modules.packages.class_slides.PACKAGES",
    "modules.packages.sharing.PACKAGES",
    "assessments.printouts.PRINTOUTS",
    "assessments.tasks.PACKAGES",
]

# --- People -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
# Where a guarded person goes after signing in.
GUARDED_HOME = "network:home"
# What names the countries in which people may ask to join, for the public pages: toolkit knows nothing of the network.
OPEN_COUNTRIES = "network.selectors.countries.list_open_countries"
# Wherever a country is chosen, those of the portal come first, then all by their names (toolkit/domain/countries.py).
COUNTRIES_FIRST = ["AF", "BD", "IR", "IQ", "PK"]
COUNTRIES_FIRST_SORT = True
# Where else an account leads: (url name, what it is called). accounts knows nothing of these.
ACCOUNT_PLACES = [("assessments:mine", _("My assessments")), ("modules:lecturer", _("Teaching"))]
# Whether people may make an account themselves. Whoever is invited to a team may in any case.
SELF_REGISTRATION = env.bool("SELF_REGISTRATION", default=EMBEDDED)
# Whether editors and administrators need a second step. Guarded people always do.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not EMBEDDED)
# Minutes without a click after which editors and administrators are signed out. Guarded people have 15.
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)
# Roles that open nothing behind the scenes and have a log of their own: the log of rights does not name who has them.
QUIET_ROLES = ["Lecturers"]
# Where "Exit this page" leads: a site that everybody visits and that says nothing about who does.
EXIT_ADDRESS = env.str("EXIT_ADDRESS", default="https://www.wikipedia.org/")
# How many hashes of passwords a minute all processes together make before whoever signs in has to work for it: one
# takes some 0.2 s of a processor, and each try makes two.
PASSWORDS_PER_MINUTE = env.int("PASSWORDS_PER_MINUTE", default=240)

# How much of what costs something one client may ask for: 1 is room for a class of 60 behind one address, 5 for five
# such classes, 0 takes the limits away (config/middleware/throttle.py). Tries to sign in are counted apart.
CLIENT_ROOM = env.float("CLIENT_ROOM", default=1.0)

# Signing in is allauth's, within what accounts/adapters.py, forms.py and urls.py let it do.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# allauth's own limits lie in a cache, where anybody could turn them: config/middleware/throttle.py,
# accounts/actions/signing_in.py and accounts/actions/second_steps.py count instead, in the database.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "accounts.forms.ResetCodeForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a user who has not proved her address does not get this far
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # telephones go wrong by half a minute
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "login_webauthn": "accounts.forms.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticatePasskeyForm",
}
# Wagtail's own doors stay shut: config/urls.py leads from them to the account.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# The private area: a word that says nothing, under the same host as everything else.
SPACE_PATH = env.str("SPACE_PATH", default="space")
# Who knows the mail address of a guarded account (accounts cannot: it stores a blind index).
SEALED_ADDRESSES = "network.emails.find_member_mail_address"

# --- Languages ----------------------------------------------------------------------------------------------

# Django knows neither Dari nor Pashto.
django.conf.locale.LANG_INFO.update(
    {
        "prs": {"bidi": True, "code": "prs", "name": "Dari", "name_local": "دری"},
        "ps": {"bidi": True, "code": "ps", "name": "Pashto", "name_local": "پښتو"},
        # Django says Bengali. People in Bangladesh say Bangla, and so do we.
        "bn": {"bidi": False, "code": "bn", "name": "Bangla", "name_local": "বাংলা"},
    }
)
LANGUAGES_BIDI = [*DJANGO_LANGUAGES_BIDI, "prs", "ps"]
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "French"),
    ("ar", "Arabic"),
    ("fa", "Persian"),
    ("prs", "Dari"),
    ("ps", "Pashto"),
    ("ur", "Urdu"),
    ("bn", "Bangla"),
]
# Whose starter content is loaded from its translation (content/CODE/**/*.po). Each costs some fifteen seconds, once.
STARTER_TRANSLATIONS = env.list("STARTER_TRANSLATIONS", default=[code for code, _name in LANGUAGES])
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
DATE_FORMAT = "j F Y"  # of languages that Django has no dates for: ps, prs
USE_TZ = True
TIME_ZONE = "UTC"

# --- Wagtail ------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Rights & Gender Toolkit"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# What is submitted for translation begins as a draft: else it is public at once, in the words of the original.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Those that Wagtail's own screens are translated into; and Dari, Pashto and Urdu, with Wagtail's words in Persian,
# Arabic or English, as an editor chooses (toolkit/domain/borrowed_words.py).
ADMIN_LANGUAGES_OF_OTHERS = [
    (f"{own}-{lent}", f"{dict(LANGUAGES)[own]}, {dict(LANGUAGES)[lent]}")
    for own in ("prs", "ps", "ur")
    for lent in ("fa", "ar", "en")
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    *(row for row in LANGUAGES if row[0] in {"en", "fr", "ar", "fa", "bn"}),
    *ADMIN_LANGUAGES_OF_OTHERS,
]
django.conf.locale.LANG_INFO.update(
    {
        code: {
            **django.conf.locale.LANG_INFO[code.partition("-")[0]],
            "code": code,
            "name_local": " + ".join(django.conf.locale.LANG_INFO[one]["name_local"] for one in code.split("-")),
        }
        for code, _name in ADMIN_LANGUAGES_OF_OTHERS
    }
)
WAGTAILIMAGES_IMAGE_MODEL = "toolkit.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "toolkit.PortalDocument"
# In a bucket, large documents may go by a signed address that is good for a minute; the permission is asked first.
S3_REDIRECT = env.bool("S3_REDIRECT", default=False)
WAGTAILDOCS_SERVE_METHOD = "redirect" if S3_REDIRECT else "serve_view"
WAGTAILDOCS_EXTENSIONS = "pdf docx xlsx pptx odt ods odp csv txt epub zip vtt mp4 webm".split()
WAGTAILDOCS_DOCUMENT_FORM_BASE = "toolkit.forms.uploads.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # all are downloads; Wagtail would show a PDF in our own place
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "toolkit.forms.uploads.PictureForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Nothing here calls home: no update check, no Gravatar, no oEmbed.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = True
# Films only, in what every browser plays; served by modules/views/videos.py.
WAGTAILMEDIA = {
    "MEDIA_MODEL": "modules.Recording",
    "MEDIA_FORM_BASE": "modules.forms.films.FilmForm",
    "VIDEO_EXTENSIONS": ["webm", "mp4"],
    "AUDIO_EXTENSIONS": ["opus", "ogg", "mp3"],
}
TAGGIT_CASE_INSENSITIVE = True

# --- Mail ---------------------------------------------------------------------------------------------------

EMAIL_URL = read_secret("EMAIL_URL")
# Without one, nothing about guarded people is written at all (accounts/actions).
MAIL_SERVER = bool(EMAIL_URL)
# Where other letters lie for a day where the portal is embedded and has none (accounts/emails/folder.py).
LETTERS_DIR = VAR_DIR / "letters"
MAIL = environ.Env.email_url_config(EMAIL_URL) if EMAIL_URL else {}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL["EMAIL_HOST"],
            "port": MAIL["EMAIL_PORT"] or 25,
            "username": MAIL["EMAIL_HOST_USER"] or "",
            "password": MAIL["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": MAIL.get("EMAIL_USE_TLS", False),
            "use_ssl": MAIL.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        },
    }
    if EMAIL_URL
    # No log is a place for codes and addresses, and no disk of a real portal.
    else {"BACKEND": "accounts.emails.folder.Folder" if EMBEDDED else "django.core.mail.backends.dummy.EmailBackend"}
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Speed -----------------------------------------------------------------------------------------------------

# Whether finished public pages are kept in the cache, in front of everything (config/page_cache).
KEEP_PAGES = env.bool("KEEP_PAGES", default=True)
# A CDN or another shared cache in front, which keeps public pages until it is told to (config/page_cache/frontend.py).
WAGTAILFRONTENDCACHE = build_frontend_cache()
# Our own proxies (deploy/nginx.conf) by their inner addresses: told at once when something is published.
PROXY_ADDRESSES = env.list("PROXY_ADDRESSES", default=[])

# --- Safety -------------------------------------------------------------------------------------------------

SECURE = env.bool("SECURE", default=not EMBEDDED)  # served over https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_ENGINE = "accounts.sessions.store"  # Django's table, sealed
# An hour longer than anybody stays signed in (accounts/models/sessions.py), so that the page can say why it ended.
SESSION_COOKIE_AGE = 5 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not in a cookie on somebody's device
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # goes with the browser, as the session does
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$", r"^portal-state$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
PROXIES = env.int("PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Other hosts learn nothing. "no-referrer" would also make browsers send "Origin: null", and no form would pass CSRF.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of our own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY; see the line above
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # A service worker is registered by public pages only (config/middleware/responses.py).
    "worker-src": [CSP.NONE],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's forms write inline scripts (dates, inline panels, translations) and styles; only editors ever see them.
ADMIN_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "worker-src": [CSP.NONE],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}

# --- Logs: no query strings, no addresses, no names ---------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
# json: one line an event, without anybody's words (config/logs). plain: the same, for people.
LOG_FORMAT = env.str("LOG_FORMAT", default="plain" if EMBEDDED else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.logs.PlainLines"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "wagtail": {"level": "WARNING"},  # its messages name pages and people
        "django_tasks": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}

# --- Watching and keeping -----------------------------------------------------------------------------------

# Who sends it as a bearer token may read /metrics; without one the address does not exist.
METRICS_TOKEN = read_secret("METRICS_TOKEN")
# Where errors go besides the log: a Sentry of one's own. Types and places only, nothing of the network
# (config/logs/sentry.py). Needs the extra "sentry".
SENTRY_DSN = read_secret("SENTRY_DSN")
# Whom to tell about a hole: a mail address or an https page, for /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
# Which role answers mail to the address of Settings > Portal, and within how many days: for the contact page.
CONTACT_ROLE = env.str("CONTACT_ROLE", default="")
CONTACT_DAYS = env.int("CONTACT_DAYS", default=0)
# Where `manage.py backup` writes, and the key it seals with: one that no backup holds.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_KEY_FILE = env.str("BACKUP_KEY_FILE", default=str(VAR_DIR / "backup-key"))

# A gallery of every component in every state, for those who build; signed-in editors may always see it.
GALLERY = env.bool("GALLERY", default=EMBEDDED)
