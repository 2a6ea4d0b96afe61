"""What stands around the portal in production: containers, proxy, health checks. Read, and where it is cheap, run."""

import ipaddress
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import RequestFactory
from kombu import Connection

from config.health import checks
from config.health.heartbeat import touch_heartbeat_file
from exports.domain.turns import is_large
from exports.tasks.queueing import QUEUES
from script.free_port import free_port

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_can_do_little_and_take_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    if "build" not in service and name != "storage-folder":  # the image's own user is not root
        assert service["user"] not in {"root", "0", "0:0"}
    assert name == "storage-folder" or "cap_add" not in service


def test_only_the_proxy_is_reached_from_outside() -> None:
    open_to_all = {
        name
        for name, service in SERVICES.items()
        if any(not str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    }
    assert open_to_all == {"proxy"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "readers" in service.get("networks", [])] == ["proxy"]
    assert [SERVICES[name]["networks"] for name in ("db", "redis", "cache")] == [["inside"]] * 3


def test_no_password_stands_in_an_environment() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = "SECRET_KEY|POSTGRES_PASSWORD|REDIS_PASSWORD|CACHE_PASSWORD|EMAIL_URL|METRICS_TOKEN|SENTRY_DSN|S3_ACCESS_KEY|S3_SECRET_KEY|FRONTEND_CACHE_TOKEN"
    assert re.findall(rf"\$\{{({secrets})\b", text) == []


def test_what_an_operator_sets_reaches_the_containers() -> None:
    """A line in .env that no container is told of would be ignored without a word."""
    asked = r"(?:env\.\w+|secret|environ\.get)\(\s*\"([A-Z][A-Z0-9_]+)\""
    files = ("config/settings.py", "config/environment.py")
    read = {name for file in files for name in re.findall(asked, (ROOT / file).read_text())}
    told = {name.removesuffix("_FILE") for name in SERVICES["web"]["environment"]} | set(SERVICES["web"]["environment"])
    # Never in production; the image's own; what follows from REDIS_URL.
    assert read - told == {"DEBUG", "VAR_DIR", "CELERY_BROKER_URL"}


def test_every_image_is_of_a_version() -> None:
    images = {name: service["image"] for name, service in SERVICES.items() if "build" not in service}
    assert {name for name, image in images.items() if not re.search(r":v?\d", image)} == set()


def test_migrations_and_backups_go_past_a_pool() -> None:
    for name in ("migrate", "backup"):
        environment = SERVICES[name]["environment"]
        assert environment["POOLED"] == "false"
        assert environment["DATABASE_URL"].startswith("${DIRECT_DATABASE_URL:-${DATABASE_URL:-")
    assert SERVICES["web"]["environment"]["POOLED"] == "${POOLED:-false}"


def test_what_must_come_first_has_ended_well_before_the_others_start() -> None:
    for name in ("web", "worker", "large", "beat", "backup"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("db", "redis", "cache"):
        assert SERVICES[name]["healthcheck"]["test"]
        assert SERVICES["migrate"]["depends_on"][name] == {"condition": "service_healthy"}


def test_the_operators_book_names_variables_that_there_are() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    codes = re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL)
    words = {word for code in codes for word in re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", code)}
    known = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    headers = set(re.findall(r"^proxy_set_header ([A-Z_]+) ", (ROOT / "deploy/portal-pass.conf").read_text(), re.M))
    known |= (
        headers | {f"{name}_FILE" for name in known} | {"CHAOS_SEED", "CHAOS_SECONDS", "IMAGE_BEFORE"}
    )  # for script/accept and script/image_check
    assert words - known == set()


def test_every_file_that_the_proxys_configuration_names_is_mounted() -> None:
    mounted = {volume.rsplit(":", 2)[1] for volume in SERVICES["proxy"]["volumes"]}
    text = "".join(file.read_text() for file in (ROOT / "deploy").glob("*.conf"))
    pages = {f"/etc/nginx/portal-pages{page}" for page in re.findall(r"^ *error_page .* (/\w+\.html);", text, re.M)}
    assert len(pages) == 3
    included = {place for place in re.findall(r"include (\S+);", text) if "mime" not in place}
    assert pages | included | {"/etc/nginx/portal.conf", "/etc/nginx/certificates"} == mounted
    assert all((ROOT / volume.split(":")[0]).exists() for volume in SERVICES["proxy"]["volumes"] if "$" not in volume)


def test_gunicorn_takes_no_prefix_from_anybody_and_believes_nobody_but_the_proxy() -> None:
    """Wherever it is started, it is in the folder of gunicorn.conf.py, and nothing there says otherwise."""
    starts = {
        "Dockerfile": "WORKDIR /app\n",
        "deploy/systemd/portal-web.service": "WorkingDirectory=/opt/portal\n",
        "script/server": 'source "$(dirname "$0")/setup.sh"\n',  # which goes to the root
        "script/keep.py": "from script.supervisor import FIRST_PAUSE, ROOT",  # which starts everything there
        "tests/journeys/portal.py": "cwd=ROOT,\n",
        "tests/chaos/stage.py": "ROOT,\n",
    }
    for name, folder in starts.items():
        text = (ROOT / name).read_text()
        assert "gunicorn" in text
        assert folder in text
        assert not re.search(r"forwarder.headers|forwarded.allow.ips|logger.class|--config\b", text, re.I), name
    code = "from gunicorn.app.wsgiapp import WSGIApplication as A; c = A().cfg; "
    code += "print(c.forwarder_headers, c.forwarded_allow_ips, c.header_map, c.logger_class.__module__)"
    for named, said in (("", "[]"), ("172.30.91.2", "['172.30.91.2']")):
        words = [sys.executable, "-c", code, "config.wsgi"]
        environment = {"PATH": os.environ["PATH"], "FORWARDED_ALLOW_IPS": named}
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert done.stdout == f"[] {said} drop config.logs\n", done.stderr
    assert not any(line.startswith("gunicorn") for line in (ROOT / ".dockerignore").read_text().splitlines())


def test_the_one_that_is_believed_is_the_proxy_by_its_address() -> None:
    believed = SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert "*" not in believed
    assert SERVICES["proxy"]["networks"]["inside"] == {"ipv4_address": believed}
    assert set(SERVICES["proxy"]["networks"]) & set(SERVICES["web"]["networks"]) == {"inside"}, "they meet nowhere else"
    (net,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    filled = {name: re.sub(r"\$\{INSIDE:-(.+?)\}", r"\1", text) for name, text in net.items()}
    proxy = ipaddress.ip_address(re.sub(r"\$\{INSIDE:-(.+?)\}", r"\1", believed))
    assert proxy in ipaddress.ip_network(filled["subnet"])
    assert proxy not in ipaddress.ip_network(filled["ip_range"]), "no other container is given it"
    unit = dict(line.split("=", 1) for line in (ROOT / "deploy/systemd/portal.env").read_text().splitlines()[1:])
    assert unit["FORWARDED_ALLOW_IPS"] == "127.0.0.1"


def test_an_operator_hears_that_her_own_links_lead_nowhere(settings) -> None:
    settings.EMBEDDED, settings.SECOND_FACTOR, settings.SECURITY_CONTACT = False, True, "security@example.org"
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["toolkit.example.org", "[::1]"], "https://www.example.org"
    assert [found.id for found in checks.check_advice(None)] == ["portal.W008"]
    for address in ("https://TOOLKIT.example.org:8443", "http://[::1]:8000"):
        settings.BASE_URL = address
        assert checks.check_advice(None) == []


def test_an_operator_hears_what_she_left_off(settings) -> None:
    settings.EMBEDDED, settings.SECOND_FACTOR, settings.SECURITY_CONTACT = False, True, "security@example.org"
    assert checks.check_advice(None) == []
    settings.SECOND_FACTOR, settings.SECURITY_CONTACT = False, ""
    assert [found.id for found in checks.check_advice(None)] == ["portal.W006", "portal.W007"]
    settings.EMBEDDED = True
    assert checks.check_advice(None) == []


def test_the_proxy_sees_no_folder_of_the_portal() -> None:
    volumes = [str(volume) for volume in SERVICES["proxy"]["volumes"]]
    assert all(volume.endswith(":ro") for volume in volumes)
    assert [volume for volume in volumes if volume.split(":")[0] in COMPOSE["volumes"]] == []


def test_the_backup_reads_and_neither_key_nor_journal_goes_into_it() -> None:
    volumes = SERVICES["backup"]["volumes"]
    assert [volume for volume in volumes if not volume.endswith(":ro")] == ["${BACKUPS:-backups}:/srv/portal/backups"]
    assert not any(volume.startswith("journal:") for volume in volumes)
    others = {name for name, service in SERVICES.items() if "backup_key" in service.get("secrets", [])}
    assert others == {"backup"}


def test_what_needs_storage_of_our_own_waits_for_it_and_what_has_none_does_not() -> None:
    """A new volume is root's: without the one that gives it away, storage could make no bucket in it."""
    folder, storage = SERVICES["storage-folder"], SERVICES["storage"]
    assert (folder["cap_add"], folder["network_mode"], folder["restart"]) == (["CHOWN"], "none", "no")
    assert [*folder["entrypoint"]] == ["chown", storage["user"], "/data"]
    assert folder["volumes"] == storage["volumes"]
    assert folder["profiles"] == storage["profiles"] == ["storage"]
    assert storage["depends_on"] == {"storage-folder": {"condition": "service_completed_successfully"}}
    for name in ("migrate", "web", "worker", "large", "backup"):
        assert SERVICES[name]["depends_on"]["storage"] == {"condition": "service_healthy", "required": False}


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        ("toolkit.example.org,www.example.org", "toolkit.example.org"),
        (".example.org", "example.org"),
        ("*", "localhost"),
    ],
)
def test_the_proxys_health_is_asked_for_by_a_name_that_the_portal_answers_to(
    allowed: str, asked: str, settings
) -> None:
    check = SERVICES["proxy"]["healthcheck"]["test"][1].replace("$$", "$").replace("curl ", "printf '%s|' ")
    said = subprocess.run(["sh", "-c", check], env={"HEALTH_HOST": allowed}, capture_output=True, text=True, check=True)
    assert f"|Host: {asked}|" in said.stdout
    settings.ALLOWED_HOSTS = allowed.split(",")
    assert RequestFactory().get("/healthz", headers={"Host": asked}).get_host() == asked


def ping_redis(port: str, user: str, **password: str) -> str:
    words = ["redis-cli", "-p", port, "--user", user, "ping"] if password else ["redis-cli", "-p", port, "ping"]
    done = subprocess.run(words, env={**os.environ, **password}, capture_output=True, text=True)
    return done.stdout + done.stderr


def check_that_redis_asks_for_the_password(words: list[str], port: str, user: str) -> None:
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 15
        while "PONG" not in ping_redis(port, user, REDISCLI_AUTH="ZQ7-password") and time.monotonic() < end:
            time.sleep(0.05)
        assert "PONG" in ping_redis(port, user, REDISCLI_AUTH="ZQ7-password")
        assert "NOAUTH" in ping_redis(port, user)
        assert b"redis-server" in Path(f"/proc/{server.pid}/cmdline").read_bytes()
        assert b"ZQ7" not in Path(f"/proc/{server.pid}/cmdline").read_bytes()
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.mark.parametrize(("name", "user"), [("redis", "queue"), ("cache", "cache")])
def test_the_password_of_redis_is_asked_for_and_stands_in_no_list_of_processes(
    name: str, user: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}_password").write_text("ZQ7-password\n")
    port = str(free_port())
    script = SERVICES[name]["command"][2].replace("$$", "$").replace("/run/secrets", str(tmp_path))
    script = script.replace("redis-server -", f"redis-server - --bind 127.0.0.1 --port {port} --dir {tmp_path}", 1)
    check_that_redis_asks_for_the_password(["sh", "-c", script], port, user)
    assert "--requirepass" not in script, "it would be readable for a moment at least"


@pytest.mark.parametrize(("name", "user", "file"), [("redis", "queue", "redis"), ("cache", "cache", "redis-cache")])
def test_without_docker_redis_has_the_same_users(name: str, user: str, file: str, tmp_path: Path) -> None:
    for secret in ("redis", "cache"):
        (tmp_path / f"{secret}_password").write_text("ZQ7-password\n")
    (tmp_path / "redis.conf").write_text("requirepass of-the-release-before\n")
    for _again in range(2):  # an upgrade runs it again
        words = ["bash", str(ROOT / "deploy/redis-debian.sh"), str(tmp_path)]
        subprocess.run(words, env={**os.environ, "PASSWORDS": str(tmp_path)}, check=True)
    assert (tmp_path / "redis.conf").read_text().count("include ") == 1
    assert "ZQ7" not in "".join(one.read_text() for one in tmp_path.glob("*.conf"))
    port = str(free_port())
    words = [
        "redis-server",
        str(tmp_path / f"{file}.conf"),
        "--port",
        port,
        "--dir",
        str(tmp_path),
        "--daemonize",
        "no",
    ]
    check_that_redis_asks_for_the_password([*words, "--supervised", "no"], port, user)
    (line,) = re.findall(rf"user {user} on #\S+ (.+)", "".join(one.read_text() for one in tmp_path.glob("*.conf")))
    assert line in SERVICES[name]["command"][2]


def test_without_docker_every_password_that_is_read_was_installed() -> None:
    book, told = (ROOT / "docs/operations.md").read_text(), (ROOT / "deploy/systemd/portal.env").read_text()
    installed = re.search(r"secrets/\{([\w,]+)\}", book)
    assert installed
    read = set(re.findall(r"_FILE=/etc/portal/(\w+)$", told, re.MULTILINE))
    assert read == set(installed[1].split(","))


def test_there_is_one_beat_and_every_queue_has_a_worker() -> None:
    commands = {name: service.get("command", []) for name, service in SERVICES.items()}
    assert [name for name, words in commands.items() if "beat" in words] == ["beat"]
    taken = [words[words.index("-Q") + 1] for words in commands.values() if "-Q" in words]
    assert sorted(taken) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)


# --- Queues and signs of life ---


def test_what_may_take_long_waits_in_a_queue_of_its_own(settings) -> None:
    settings.LARGE_SECONDS = 60
    assert [is_large(seconds) for seconds in (0, 30, 60, 61, 150)] == [False, False, False, True, True]
    assert set(QUEUES.values()) == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_a_message_for_one_queue_is_not_in_the_other() -> None:
    with Connection("memory://") as connection:
        queues = {queue.name: connection.SimpleQueue(queue) for queue in settings.CELERY_TASK_QUEUES}
        queues["large"].put({"a": "handbook"})
        assert {name: queue.qsize() for name, queue in queues.items()} == {"celery": 0, "large": 1}


def test_a_heart_that_stops_is_noticed(settings, tmp_path: Path) -> None:
    """By the very command of the health check."""
    check = SERVICES["worker"]["healthcheck"]["test"][1].replace("/tmp/heartbeat", str(tmp_path / "heartbeat"))
    check = check.replace("$$", "$")

    def is_well() -> bool:
        return subprocess.run(["sh", "-c", check], stderr=subprocess.DEVNULL).returncode == 0

    assert not is_well()
    settings.HEARTBEAT_FILE = str(tmp_path / "heartbeat")
    touch_heartbeat_file()
    assert is_well()
    os.utime(tmp_path / "heartbeat", (time.time() - 90, time.time() - 90))
    assert not is_well()


def test_a_full_disk_ends_no_worker(settings) -> None:
    settings.HEARTBEAT_FILE = "/nowhere/heartbeat"
    touch_heartbeat_file()  # and raises nothing
    assert not Path(settings.HEARTBEAT_FILE).exists()


# --- The proxy ---


def conf(folder: Path, upstream: str = "127.0.0.1:9", plain: str = "8080", safe: str = "8443") -> Path:
    """The proxy's files as the container has them, with folders, ports and a certificate of this test."""
    for file in (ROOT / "deploy").glob("*.conf"):
        name, text = file.name, file.read_text()
        text = text.replace("/tmp/", f"{folder}/").replace("/etc/nginx/portal-pages", str(ROOT / "deploy"))
        text = text.replace("/etc/nginx/portal-", f"{folder}/portal-")
        text = text.replace("/etc/nginx/certificates", str(folder)).replace("web:8000", upstream)
        text = text.replace("listen 8080", f"listen 127.0.0.1:{plain}").replace(
            "listen 8443", f"listen 127.0.0.1:{safe}"
        )
        text = text.replace("/dev/stdout", f"{folder}/access.log").replace("/dev/stderr", f"{folder}/error.log")
        (folder / name).write_text(text)
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    places = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*words.split(), *places], check=True, capture_output=True)
    return folder / "nginx.conf"


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    """Where nginx is installed (script/lint and script/test see to it)."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "nginx is not installed: apt-get install nginx-light"
    done = subprocess.run([nginx, "-t", "-c", str(conf(tmp_path))], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_proxy_keeps_no_address_and_asks_for_nothing_but_the_portal() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text()
    (form,) = re.findall(r"log_format quiet (.+);", text)
    assert not re.search(r"\$(remote|http_|request\b|request_uri|uri|args|cookie|host)", form.replace("$request_", "$"))
    assert "error_log /dev/stderr emerg;" in text
    assert "alias" not in text
    passing = (ROOT / "deploy/portal-pass.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in passing, "what a client sends under that name must not be added to"
    for place in re.findall(r"^        location [^}]+\n        \}", text, re.M):
        if "proxy_cache " in place or "portal-cache.conf" in place:
            guarded = "proxy_no_cache $http_cookie" in place and "proxy_cache_bypass $http_cookie" in place
            assert guarded or 'proxy_set_header Cookie "";' in place or "http://nobody;" in place, place
