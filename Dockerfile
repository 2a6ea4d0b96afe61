# One image for web, worker and beat; they differ by command only (docker-compose.yml). Holds no secret.

FROM python:3.13-slim-trixie AS build
ENV UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON=/usr/local/bin/python3 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
# The wheels for x86_64 and aarch64. What uv installs then is checked by uv.lock.
RUN printf '%s\n' "uv==0.13.9 \
        --hash=sha256:d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19 \
        --hash=sha256:5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe" > /tmp/uv.txt \
    && pip install --no-cache-dir --only-binary :all: --require-hashes -r /tmp/uv.txt
# hadolint ignore=DL3008  # the distribution's newest security fixes are what we want
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext fonts-noto-core postgresql-client \
    && rm -rf /var/lib/apt/lists/*
# Of the fonts, the families that our papers name (exports/pdf/fingerprint.py), and one face each for what people write in
# other scripts of today: a name, an answer. Of PostgreSQL's programs, the two that make and read backups.
WORKDIR /opt/fonts
RUN from=/usr/share/fonts/truetype/noto \
    && for family in NotoSans NotoSerif NotoNaskhArabic NotoSansBengali NotoSerifBengali; do \
        cp "$from/$family"-*.ttf . || exit 1; \
    done \
    && for script in Armenian Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar \
        Oriya Sinhala Symbols2 Tamil Telugu Thaana Thai; do \
        cp "$from/NotoSans$script-Regular.ttf" . || exit 1; \
    done \
    && cp /usr/share/doc/fonts-noto-core/copyright . \
    && install -D -t /opt/bin /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache --compile-bytecode
# Any word brings the extra along: S3 for a bucket instead of folders, SENTRY for errors to a server of one's own.
ARG S3="" SENTRY=""
RUN uv sync --frozen --no-dev --no-cache --compile-bytecode ${S3:+--extra s3} ${SENTRY:+--extra sentry} \
    && find /opt/venv -name '*.po' -delete
COPY . .
RUN find . -path '*/LC_MESSAGES/*.po' -exec sh -c 'msgfmt --check-format -o "${1%.po}.mo" "$1"' _ {} \;

FROM python:3.13-slim-trixie
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 1000 --user-group --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/portal /srv/portal/media /srv/portal/exports /srv/portal/journal \
    && install -d -m 0700 -o portal -g portal /srv/portal/keys /srv/portal/evidence /srv/portal/backups
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=config.settings VAR_DIR=/srv/portal WEB_CONCURRENCY=2
WORKDIR /app
COPY --from=build /opt/fonts /usr/share/fonts/truetype/noto
COPY --from=build /opt/bin /usr/local/bin
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# The key is for this one command: collecting files signs nothing.
RUN fc-cache -f && SECRET_KEY=build-only PORTAL=embedded python manage.py collectstatic --noinput --verbosity 0
USER 1000:1000
EXPOSE 8000
# A busy machine takes minutes for the first answer; the first good one ends the period.
HEALTHCHECK --interval=15s --timeout=10s --start-period=180s CMD ["python", "script/ready.py", "--path", "/healthz"]
# And what gunicorn.conf.py says.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--max-requests", "2000", "--max-requests-jitter", "400"]
