"""What is sealed can be opened by the keys alone, and shows itself nowhere by accident."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings as portal_settings
from django.core import serializers
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Letter, User, sealed_address
from accounts.sealing import NoKeys, Sealed, Shredded, blind_index, seal_text, unseal_text
from accounts.sealing.keys import KeyRing, create_key_ring
from config.backups.encryption import BackupError
from config.backups.keys import fingerprint_keys


@pytest.fixture
def own_keys(settings, tmp_path) -> KeyRing:
    """A key file of this test alone, with one country."""
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    ring = create_key_ring()
    ring.add("*")
    ring.add("AF")
    ring.save()
    return ring


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert Sealed.from_plain(text, "AF").open() == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert seal_text("زهرا") != seal_text("زهرا")


def test_a_changed_text_is_refused() -> None:
    number, scope, body = seal_text("secret", "AF").split(".")
    with pytest.raises(InvalidTag):
        unseal_text(f"{number}.{scope}.{body[:-8]}AAAAAAA=")


def test_a_text_of_one_country_does_not_pass_for_one_of_another(own_keys: KeyRing) -> None:
    own_keys.add("BD")
    own_keys.save()
    with pytest.raises(InvalidTag):
        unseal_text(seal_text("secret", "AF").replace(".AF.", ".BD."))


def test_a_sealed_value_shows_nothing_when_printed() -> None:
    value = Sealed.from_plain("ZQ7-secret")
    assert "ZQ7" not in f"{value} {value!r} {[value]}"


def test_a_new_key_seals_and_the_old_one_still_opens(own_keys: KeyRing) -> None:
    old = seal_text("before", "AF")
    own_keys.add("AF")
    own_keys.save()
    assert unseal_text(old) == "before"
    assert seal_text("after", "AF").startswith("2.AF.")


def test_without_its_key_a_text_is_lost_for_ever(own_keys: KeyRing) -> None:
    lost, kept = seal_text("gone", "AF"), seal_text("here")
    own_keys.destroy("AF")
    own_keys.save()
    with pytest.raises(Shredded):
        unseal_text(lost)
    with pytest.raises(NoKeys):
        seal_text("again", "AF")
    assert unseal_text(kept) == "here"


def test_the_key_file_is_for_its_owner_only(own_keys: KeyRing) -> None:
    assert Path(portal_settings.KEYS_FILE).stat().st_mode & 0o777 == 0o600


def test_make_keys_never_changes_a_key_that_is_there(own_keys: KeyRing, settings) -> None:
    before = json.dumps(own_keys.data["scopes"]["AF"])
    call_command("make_keys", "AF", "TJ")
    ring = KeyRing.load()
    assert json.dumps(ring.data["scopes"]["AF"]) == before
    assert "TJ" in ring.scopes()


@pytest.mark.parametrize("left", ['{"blind": {"1": "q', "", "[]", '{"scopes": {}}', None])
def test_keys_that_cannot_be_read_are_never_written_over(own_keys: KeyRing, left: str | None) -> None:
    """A copy that was cut off, or is somebody else's: all that was sealed would be unreadable for ever."""
    file = Path(portal_settings.KEYS_FILE)
    whole = file.read_text()
    if left is None:  # stands for one that only root may read, which stops no test of root's
        file.unlink()
        file.mkdir()
    else:
        file.write_text(left)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("make_keys", "TJ")
    with pytest.raises(BackupError, match="cannot be read"):
        fingerprint_keys()
    with pytest.raises(NoKeys):
        seal_text("again")
    if left is None:
        file.rmdir()
    else:
        assert file.read_text() == left
    file.write_text(whole)
    assert KeyRing.load().scopes() == own_keys.scopes()


def test_an_address_is_found_again_whatever_its_case() -> None:
    assert blind_index(" Zahra@Example.ORG") == blind_index("zahra@example.org")


@pytest.mark.django_db
def test_rows_that_an_operator_writes_out_hold_what_the_database_holds() -> None:
    """`manage.py dumpdata`: neither a plain text nor dots in the place of a sealed one."""
    row = Letter.objects.create(address="ZQ7@example.org", language="en")
    for one in (row, Letter.objects.get()):
        (written,) = json.loads(serializers.serialize("json", [one]))
        assert written["fields"]["address"] == row.address.text
        assert row.address.text.startswith("1.*.")
    (written,) = json.loads(serializers.serialize("json", [Letter(address="ZQ7@example.org")]))
    assert written["fields"]["address"] == "", "what was not saved yet was not sealed yet"


@pytest.mark.django_db
def test_a_guarded_person_is_found_by_the_address_that_is_not_stored() -> None:
    guarded = User.objects.create_user(sealed_address("zahra@example.org"), "a long enough password")
    plain = User.objects.create_user("editor@example.org", "a long enough password")
    assert guarded.is_guarded
    assert not plain.is_guarded
    assert User.objects.guarded_by("Zahra@example.org") == guarded
    assert User.objects.by_address("Zahra@example.org") is None
    assert User.objects.by_address("Editor@example.org") == plain
    assert User.objects.by_address("nobody@example.org") is None
    assert "zahra" not in str(guarded)


@pytest.mark.django_db
def test_who_knows_the_blind_index_cannot_sign_in_with_it() -> None:
    """The stored form of an address is no address."""
    guarded = User.objects.create_user(sealed_address("zahra@example.org"), "a long enough password")
    assert User.objects.by_address(guarded.email) is None
    assert User.objects.guarded_by(guarded.email) is None
