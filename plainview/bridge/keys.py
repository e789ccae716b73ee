"""
The hierarchy of keys: master key → source key and person secret → the key of one person's rows from one source.

`cryptography` does all of it; nothing here is of our own making. Only `bridge.vault` may import this module.
"""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from plainview.vocabulary.errors import PlainviewError

_BYTES = 32
_LABEL = b"plainview/1/"


class NoMasterKey(PlainviewError):
    """There is no master key where one should be."""

    slug = "no-master-key"


class KeyFileOpenToOthers(PlainviewError):
    """Others than the owner may read the key file."""

    slug = "key-file-open-to-others"


class WrongKey(PlainviewError):
    """The key at hand did not write what is to be read."""

    slug = "wrong-key"


def wrong_key(where: str = "") -> WrongKey:
    """Make the error that says the key does not fit, without saying anything of either key."""
    return WrongKey(
        "the master key is not the one that this home was written with; nothing was read.",
        where=where,
        do="Give the right key by PLAINVIEW_KEY_FILE or PLAINVIEW_MASTER_KEY.",
    )


class Keys:
    """The master key, opened, and all that is derived from it. Its text form shows nothing."""

    def __init__(self, master: bytes) -> None:
        if len(master) != _BYTES:
            raise NoMasterKey(
                f"the master key has {len(master)} bytes, and {_BYTES} are needed.",
                do="Make one with `plainview keys new`, and keep it outside the home folder.",
            )
        self._master = master
        self._derived: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return "Keys(…)"

    def derived(self, label: str) -> bytes:
        """Give the key of one use (display, modelling, monitoring, index, record_ref, ledger …), by HKDF."""
        if label not in self._derived:
            self._derived[label] = _hkdf(self._master, _LABEL + label.encode())
        return self._derived[label]

    def check_value(self) -> str:
        """Give what is stored to know the key again; it tells nothing of it."""
        mac = HMAC(self.derived("check"), SHA256())
        mac.update(b"plainview key check")
        return mac.finalize().hex()

    def new_wrapped(self) -> bytes:
        """Mint a random source key or person secret, wrapped under the master key."""
        return self.new()[1]

    def new(self) -> tuple[bytes, bytes]:
        """Mint a random source key or person secret: open, and wrapped under the master key."""
        made = secrets.token_bytes(_BYTES)
        return made, aes_key_wrap(self.derived("wrap"), made)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a wrapped key. Raises: WrongKey."""
        try:
            return aes_key_unwrap(self.derived("wrap"), wrapped)
        except InvalidUnwrap:
            raise wrong_key() from None


def row_key(source_key: bytes, person_secrets: Sequence[bytes]) -> bytes:
    """
    Derive the key of the rows that one source holds about one person, or about several together.

    Without the source key, or without any one of the secrets, the rows can't be read again.
    """
    return _hkdf(source_key, _LABEL + b"rows", salt=b"".join(person_secrets) or None)


def details_key(person_secret: bytes) -> bytes:
    """Derive the key of a person's merged details."""
    return _hkdf(person_secret, _LABEL + b"details")


def nonces(number: int) -> Iterator[bytes]:
    """Give random nonces, drawn at once: to ask the system for each is what sealing many would take longest over."""
    drawn = os.urandom(12 * number)
    return (drawn[at : at + 12] for at in range(0, len(drawn), 12))


def seal(key: bytes, content: bytes, *, bound_to: str, nonce: bytes) -> bytes:
    """Encrypt with AES-GCM, bound to where it stands: moved elsewhere, it no longer opens. A nonce serves once."""
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypt. Raises: cryptography's InvalidTag, if the key, the content or the place is another."""
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound_to.encode())


def new_key_file(path: Path) -> None:
    """
    Write a fresh master key to a new file that only its owner may read.

    Raises: FileExistsError, for a key is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def load_keys(*, key_file: Path | None, environ: Mapping[str, str]) -> Keys:
    """
    Read the master key: PLAINVIEW_MASTER_KEY (base64), else PLAINVIEW_KEY_FILE, else the file given.

    Raises: NoMasterKey, KeyFileOpenToOthers.
    """
    if text := environ.get("PLAINVIEW_MASTER_KEY"):
        return Keys(_decoded(text, where="PLAINVIEW_MASTER_KEY"))
    named = environ.get("PLAINVIEW_KEY_FILE")
    path = Path(named) if named else key_file
    if path is None or not path.is_file():
        raise NoMasterKey(
            "no master key was found, so nothing with names can be read or written.",
            where=f"Key file: {path.name}" if path else "",
            do="Set PLAINVIEW_KEY_FILE or PLAINVIEW_MASTER_KEY, or make a key with `plainview keys new`.",
        )
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileOpenToOthers(
            "the key file can be read by others than its owner.",
            where=f"Key file: {path.name}",
            do="Set its mode to 0600 (chmod 600), and think whether the key must be changed.",
        )
    return Keys(_decoded(path.read_text(), where=f"Key file: {path.name}"))


def _decoded(text: str, *, where: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise NoMasterKey(
            "what stands where the master key should be is not base64.",
            where=where,
            do="Give 32 random bytes in base64; `plainview keys new` makes them.",
        ) from None


def _hkdf(key: bytes, info: bytes, *, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=salt, info=info).derive(key)
