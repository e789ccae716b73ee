"""Keys: who may read the file, what a wrong one says, and what destroying one does."""

import base64

import pytest
from cryptography.exceptions import InvalidTag

from plainview.bridge.keys import Keys, details_key, load_keys, new_key_file, nonces, row_key, seal, unseal
from plainview.bridge.vault import KeyFileOpenToOthers, NoMasterKey, WrongKey, open_keys

OTHER = base64.b64encode(b"o" * 32).decode()


def test_a_new_key_file_is_for_its_owner_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "home.key"
    new_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    with pytest.raises(FileExistsError):
        new_key_file(path)
    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "home.key"
    new_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyFileOpenToOthers, match="key-file-open-to-others"):
        open_keys(key_file=path, environ={})


def test_no_key_is_said_plainly(tmp_path):
    with pytest.raises(NoMasterKey, match="no-master-key"):
        open_keys(key_file=None, environ={})
    with pytest.raises(NoMasterKey, match="no-master-key"):
        open_keys(key_file=tmp_path / "none.key", environ={})


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"short").decode()])
def test_what_is_no_key_is_refused_without_being_told(text):
    with pytest.raises(NoMasterKey) as caught:
        open_keys(environ={"PLAINVIEW_MASTER_KEY": text})
    assert text not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_environment_goes_before_the_file(tmp_path):
    given, named = tmp_path / "given.key", tmp_path / "named.key"
    new_key_file(given)
    new_key_file(named)
    by_file = open_keys(key_file=given, environ={})
    by_name = open_keys(key_file=given, environ={"PLAINVIEW_KEY_FILE": str(named)})
    by_value = open_keys(key_file=given, environ={"PLAINVIEW_KEY_FILE": str(named), "PLAINVIEW_MASTER_KEY": OTHER})
    assert len({k.check_value() for k in (by_file, by_name, by_value)}) == 3
    assert by_value.check_value() == Keys(b"o" * 32).check_value()


def test_each_use_has_a_key_of_its_own():
    keys = Keys(b"k" * 32)
    uses = ["display", "modelling", "monitoring", "index", "record_ref", "ledger", "wrap", "check", "home"]
    assert len({keys.derived(u) for u in uses}) == len(uses)
    assert keys.derived("display") == Keys(b"k" * 32).derived("display")


def test_keys_show_nothing_of_themselves():
    keys = Keys(b"k" * 32)
    assert "k" * 8 not in repr(keys)
    assert "6b6b" not in repr(keys)


def test_a_wrapped_key_opens_under_its_own_master_alone():
    wrapped = Keys(b"k" * 32).new_wrapped()
    assert len(Keys(b"k" * 32).unwrap(wrapped)) == 32
    with pytest.raises(WrongKey, match="wrong-key"):
        Keys(b"o" * 32).unwrap(wrapped)


def test_rows_of_several_people_need_the_secret_of_each():
    source, one, other = b"s" * 32, b"1" * 32, b"2" * 32
    together = row_key(source, [one, other])
    assert together not in (row_key(source, [one]), row_key(source, [other]), row_key(b"t" * 32, [one, other]))
    assert row_key(source, []) != source
    assert details_key(one) != details_key(other)


def test_what_is_sealed_opens_only_in_its_place():
    key = b"k" * 32
    sealed = seal(key, b"a row", bound_to="refresh|source|person|rows", nonce=next(nonces(1)))
    assert b"a row" not in sealed
    assert unseal(key, sealed, bound_to="refresh|source|person|rows") == b"a row"
    with pytest.raises(InvalidTag):
        unseal(key, sealed, bound_to="refresh|source|other|rows")
    with pytest.raises(InvalidTag):
        unseal(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), bound_to="refresh|source|person|rows")


def test_the_same_file_gives_the_same_keys(tmp_path):
    new_key_file(tmp_path / "k")
    one, two = (load_keys(key_file=tmp_path / "k", environ={}) for _ in range(2))
    assert one.derived("display") == two.derived("display")
