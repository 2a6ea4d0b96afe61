"""Both caches that users run on, files and Redis: what they keep, what they take for theirs, and how they count."""

import ast
import os
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache.backends.base import BaseCache

from config.caches import SignedFileCache, SignedRedisCache, on_disk
from config.caches.encoding import MISSING, compute_mac, decode_value, encode_value
from tests.exports.engine import Redis as Server

PAGE = (b"\x1f\x8bfinished", {"ETag": '"1"', "Content-Type": "text/html", "X-Word": "كلمة"})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["files", "redis"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BaseCache]:
    if request.param == "files":
        yield SignedFileCache(tmp_path / "cache", {})
        return
    shared = SignedRedisCache(f"{request.getfixturevalue('server').url}/0", {"KEY_PREFIX": "cache"})
    yield shared
    shared.clear()


def put(cache: Any, key: str, data: bytes) -> None:
    """As somebody does who can write where the cache lies, and has none of our secrets."""
    name = cache.make_key(key)
    if isinstance(cache, SignedFileCache):
        cache.set(key, 1, 60)
        ends = os.stat(cache.place(name)).st_mtime
        Path(cache.place(name)).write_bytes(data)
        os.utime(cache.place(name), (ends, ends))
    else:
        cache._cache.get_client(write=True).set(name, data)


def there(cache: Any, key: str) -> bytes:
    name = cache.make_key(key)
    return (
        Path(cache.place(name)).read_bytes()
        if isinstance(cache, SignedFileCache)
        else cache._cache.get_client().get(name)
    )


@pytest.mark.parametrize(
    "value",
    [
        *(PAGE, "a token", "", True, False, None, 0, 7, -3, 2.5, [1.5, 2.5], [], {}, {"a": {"b": [1]}}),
        *({1: "English", 2: "Français"}, [["a", 1], ["b", None]], {"pairs": 1}, "123", (b"", {})),
    ],
)
def test_what_was_kept_comes_back_as_it_was(cache: BaseCache, value: Any) -> None:
    cache.set("a", value)
    found = cache.get("a", MISSING)
    assert found == value
    assert type(found) is type(value)
    assert cache.get_many(["a", "b"]) == {"a": value}


@pytest.mark.parametrize("value", [object(), b"bytes alone", {1, 2}, [object()], {"a": b""}, PAGE[1].items()])
def test_what_is_no_page_and_nothing_that_json_says_is_refused(cache: BaseCache, value: Any) -> None:
    with pytest.raises(TypeError):
        cache.set("a", value)
    assert cache.get("a") is None


class Burns:
    """A pickle that leaves a trace when it is opened."""

    trace: Path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (Path.touch, (self.trace,))


def test_who_plants_a_pickle_finds_that_nobody_opens_it(cache: BaseCache, tmp_path: Path) -> None:
    Burns.trace = tmp_path / "opened"
    data = pickle.dumps(Burns())
    pickle.loads(data)
    assert Burns.trace.exists(), "it would burn"
    Burns.trace.unlink()
    for planted in (data, b"x" * 32 + data, pickle.dumps("a token"), b"", b"\0" * 36, b"x" * 31):
        put(cache, "a", planted)
        assert cache.get("a") is None
        assert cache.get_many(["a"]) == {}
    assert not Burns.trace.exists()
    assert cache.add("a", "ours", 60), "what is not ours makes room"
    assert cache.get("a") == "ours"


def test_who_moves_what_we_wrote_to_another_place_or_changes_a_bit_of_it_finds_it_gone(cache: BaseCache) -> None:
    cache.set("a", PAGE)
    cache.set("b", (b"another", {}))
    data = there(cache, "a")
    put(cache, "b", data)
    assert cache.get("b") is None
    for place in (0, 31, 32, 36, len(data) - 1):
        put(cache, "a", data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert cache.get("a") is None
    put(cache, "a", data)
    assert cache.get("a") == PAGE


def test_another_portals_secret_opens_nothing(cache: BaseCache, settings: Any) -> None:
    cache.set("a", PAGE)
    settings.SECRET_KEY = "another" * 10
    assert cache.get("a") is None
    assert cache.add("a", "new", 60)


def test_of_many_who_add_at_once_one_does(cache: BaseCache) -> None:
    for _round in range(5):
        go, done = threading.Barrier(8), []

        def add(number: int, go: threading.Barrier = go, done: list[int] = done) -> None:
            go.wait()
            if cache.add("only-once", number, 60):
                done.append(number)

        crowd = [threading.Thread(target=add, args=(number,)) for number in range(8)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        assert done == [cache.get("only-once")]
        cache.delete("only-once")


def test_what_is_counted_at_once_is_counted_and_runs_out_when_it_would_have(cache: BaseCache) -> None:
    cache.add("count", 0, 2)
    crowd = [threading.Thread(target=lambda: [cache.incr("count") for _time in range(10)]) for _one in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert cache.get("count") == 40
    time.sleep(2.1)
    assert cache.get("count") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("count")


def test_times_are_kept(cache: BaseCache) -> None:
    cache.set("soon", 1, 1)
    cache.set("never", "x", None)
    cache.set("at-once", "x", 0)
    assert cache.get("at-once") is None
    assert (cache.get("soon"), "soon" in cache) == (1, True)
    assert not cache.add("soon", 2, 60)
    time.sleep(1.1)
    assert ("soon" in cache, cache.get("never")) == (False, "x")
    assert cache.add("soon", 2, 1)
    assert cache.touch("soon", 60)
    time.sleep(1.1)
    assert cache.get("soon") == 2
    assert not cache.touch("nothing", 60)
    assert (cache.delete("soon"), cache.delete("soon")) == (True, False)
    assert cache.get_or_set("made", lambda: "once", 60) == cache.get_or_set("made", lambda: "twice", 60) == "once"


# --- Files ------------------------------------------------------------------------------------------------------


def test_what_runs_out_first_goes_first_where_there_are_too_many(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(on_disk, "MOST_FILES", 20)
    cache = SignedFileCache(tmp_path / "cache", {})
    cache.set("state", "the token", 30 * 24 * 3600)
    for number in range(60):
        cache.set(f"page-{number}", PAGE, 100 + number)
        assert len(list((tmp_path / "cache").glob("[!.]*"))) <= 20
    assert cache.get("state") == "the token"
    assert cache.get("page-59") == PAGE
    assert cache.get("page-0") is None


def test_large_ones_go_as_well(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(on_disk, "MOST_BYTES", 100_000)
    cache = SignedFileCache(tmp_path / "cache", {})
    for number in range(30):
        cache.set(f"page-{number}", (os.urandom(9_000), {}), 100 + number)
        assert sum(file.stat().st_size for file in (tmp_path / "cache").glob("[!.]*")) <= 100_000
    assert cache.get("page-29")


def test_the_tally_is_right_after_all_of_it(tmp_path: Path) -> None:
    cache = SignedFileCache(tmp_path / "cache", {})
    for number in range(10):
        cache.set(f"page-{number % 4}", (os.urandom(100 * number), {}), 60)
    cache.delete("page-1")
    cache.add("page-2", "no", 60)
    cache.add("new", 1, 60)
    cache.incr("new", 100)
    left = list((tmp_path / "cache").glob("[!.]*"))
    with cache.turn() as tally:
        assert (tally.files, tally.bytes) == (len(left), sum(file.stat().st_size for file in left)) == (4, tally.bytes)


def test_only_its_owner_reads_the_folder_and_its_names_tell_nothing(tmp_path: Path) -> None:
    cache = SignedFileCache(tmp_path / "cache", {})
    cache.set("allauth.mfa.totp.used?user=1&code=ZQ7", "y")
    folder = tmp_path / "cache"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600, 0o600]
    assert "ZQ7" not in str(list(folder.iterdir()))


def test_a_full_disk_leaves_nothing_half_and_the_old_one_stays(tmp_path: Path, monkeypatch: Any) -> None:
    cache = SignedFileCache(tmp_path / "cache", {})
    cache.set("a", "old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="No space"):
        cache.set("a", "new")
    assert cache.get("a") == "old"
    assert [file.name for file in (tmp_path / "cache").iterdir() if file.name.startswith(".")] == [".tally"]


def test_a_folder_that_somebody_throws_away_is_made_again(tmp_path: Path) -> None:
    import shutil

    cache = SignedFileCache(tmp_path / "cache", {})
    cache.set("a", "old")
    shutil.rmtree(tmp_path / "cache")
    assert cache.get("a") is None
    cache.set("a", "new")
    assert cache.get("a") == "new"


def test_what_is_over_stays_over_for_whoever_puts_it_back(cache: Any) -> None:
    """She reads what lies there, waits until a page was withdrawn, and writes the same bytes again (finding 6)."""
    cache.set("page", PAGE, 1)
    cache.add("word", "here", 1)
    cache.set_many({"one": "of many"}, 1)
    noted = {key: there(cache, key) for key in ("page", "word", "one")}
    time.sleep(2.1)
    for key, data in noted.items():
        put(cache, key, data)
        assert cache.get(key) is None
        assert cache.get_many([key]) == {}
        assert cache.add(key, "anew", 60), "it makes room"


def test_what_a_release_with_another_layout_left_is_not_there(cache: Any) -> None:
    """Without an end, as it was before: then the next bytes would be taken for it."""
    name = cache.make_key("word")
    text = (6).to_bytes(4) + b'["old"]'
    put(cache, "word", compute_mac(name, text, of="what lies there") + text)
    assert cache.get("word") is None
    assert cache.get_or_set("word", "new", 60) == "new"


def test_what_is_touched_lasts_as_long_as_was_said_then(cache: Any) -> None:
    cache.set_many({"page": PAGE, "number": 1}, 1)
    assert cache.touch("page", 60)
    assert cache.touch("number", 60)
    time.sleep(2.1)
    assert (cache.get("page"), cache.incr("number")) == (PAGE, 2)


# --- What is written ----------------------------------------------------------------------------------------------


def test_a_number_needs_no_mac_and_everything_else_has_one() -> None:
    assert (encode_value("a", 7), decode_value("a", b"7"), decode_value("a", b"-7")) == (7, 7, -7)
    assert len(encode_value("a", "x")) > 32
    assert encode_value("a", "x") != encode_value("b", "x")
    assert compute_mac("a", b"bc") != compute_mac("ab", b"c"), "where one part ends and the next begins is part of it"


def test_nothing_of_ours_can_open_a_pickle() -> None:
    """What Django and Wagtail bring for caches and sessions opens them; none of it is used for what others can write."""
    root = Path(settings.BASE_DIR)
    found = set()
    for path in (path for app in ("config", "accounts", "toolkit", "modules") for path in (root / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {f"{path.relative_to(root)}: {name}" for name in names if name in {"pickle", "shelve", "marshal"}}
    assert found == set()
    text = (root / "config/settings.py").read_text()
    assert "FileBasedCache" not in text
    assert "DatabaseCache" not in text
    assert settings.CACHES["default"]["BACKEND"] in {"config.caches.SignedRedisCache", "config.caches.SignedFileCache"}
    assert "serializer" not in str(settings.CACHES).lower()


def test_an_entry_is_good_until_its_second_and_not_in_it() -> None:
    written = encode_value("a", ["x"], ends=1_900_000_000)
    for now, said in ((1_899_999_999, ["x"]), (1_900_000_000, MISSING)):
        with time_machine.travel(now, tick=False):
            assert decode_value("a", written) == said
