# Sourced by script/test and script/accept, after script/setup.sh: private PostgreSQL and Redis servers on free ports.
# They are thrown away at the end, with the folder `work`, and whatever else stands in `servers` or is `running`. The
# kernel ends them should the script be killed.

work=$(mktemp -d -t portal-$(basename "$0").XXXXXX) # not below var/, where the database's own user could not go
chmod 755 "$work"
mkdir "$work"/{tmp,redis,reports}
servers=()
running= # what the script waits for
tear_down() {
  local status=$?
  trap '' EXIT HUP TERM
  trap '[ -z "$running" ] || kill -KILL "$running"' INT # a second Ctrl-C
  if [ -n "$running" ]; then
    kill -INT "$running" 2>/dev/null || true # so that fixtures end what they started
    wait "$running" || true
  fi
  [ ${#servers[@]} = 0 ] || kill -INT "${servers[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
  exit "$status"
}
trap tear_down EXIT
trap 'exit 130' HUP INT TERM

export POSTGRES_BIN
POSTGRES_BIN=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
[ -x "$POSTGRES_BIN/initdb" ] || POSTGRES_BIN=$(dirname "$(command -v initdb)")

# PostgreSQL refuses root. Tests that start a server of their own find the user in POSTGRES_OWNER ("" = as yourself).
export POSTGRES_OWNER=
as_owner=()
if [ "$(id -u)" = 0 ]; then
  POSTGRES_OWNER=postgres
  getent passwd postgres >/dev/null || useradd --system --shell /usr/sbin/nologin postgres
  as_owner=(setpriv --reuid postgres --regid postgres --clear-groups)
fi

start_postgres() {
  local port
  port=$(free_port)
  mkdir "$work/postgres"
  [ -z "$POSTGRES_OWNER" ] || chown "$POSTGRES_OWNER:" "$work/postgres"
  cd "$work"
  "${as_owner[@]}" "$POSTGRES_BIN/initdb" --pgdata "$work/postgres" --username portal --auth trust --encoding UTF8 \
    --locale C.UTF-8 --no-sync >"$work/postgres.log" 2>&1 || die 1 "initdb failed: $(cat "$work/postgres.log")"
  setsid "${as_owner[@]}" setpriv --pdeathsig QUIT "$POSTGRES_BIN/postgres" -D "$work/postgres" -p "$port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >>"$work/postgres.log" 2>&1 &
  servers+=($!)
  cd "$OLDPWD"
  wait_for PostgreSQL "$work/postgres.log" "$POSTGRES_BIN/pg_isready" -q -h 127.0.0.1 -p "$port"
  "$POSTGRES_BIN/createdb" -h 127.0.0.1 -p "$port" -U portal portal
  postgres_url="postgres://portal@127.0.0.1:$port/portal"
}

start_redis() {
  local port
  port=$(free_port)
  setsid setpriv --pdeathsig TERM redis-server --bind 127.0.0.1 --port "$port" --dir "$work/redis" --save "" \
    --appendonly yes --appendfsync everysec --maxmemory-policy noeviction >"$work/redis.log" 2>&1 &
  servers+=($!)
  wait_for Redis "$work/redis.log" redis-cli -p "$port" ping
  redis_url="redis://127.0.0.1:$port"
}

wait_for() { # NAME LOG COMMAND...
  local name=$1 log=$2
  shift 2
  for _ in {1..150}; do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  tail -n 20 "$log" >&2
  die 1 "$name did not start; its last words are above."
}

start_servers() { # starts both and says where they are
  start_postgres
  start_redis
  CHROMIUM=${CHROMIUM:-$(command -v chromium)}
  export CHROMIUM PORTAL=embedded DJANGO_SETTINGS_MODULE=tests.settings TMPDIR="$work/tmp"
  export DATABASE_URL=$postgres_url REDIS_URL=$redis_url
  unset SECRET_KEY ALLOWED_HOSTS VAR_DIR CACHE_URL CELERY_BROKER_URL EMAIL_URL
}
