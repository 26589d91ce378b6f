import os
import stat
from pathlib import Path

import pytest

from kefu.platform.crypto import CiphertextError, SecretKeyError, Vault, load_key

COLUMN = "customer.id_card"
KEY = bytes(range(32))


def test_what_is_encrypted_can_be_decrypted_for_its_column_only() -> None:
    vault = Vault(KEY)
    secret = vault.encrypt("320402199001011234", column=COLUMN)
    assert vault.decrypt(secret, column=COLUMN) == "320402199001011234"
    with pytest.raises(CiphertextError):
        vault.decrypt(secret, column="customer.passport")
    with pytest.raises(CiphertextError):
        Vault(bytes(32)).decrypt(secret, column=COLUMN)


def test_every_changed_bit_is_noticed() -> None:
    vault = Vault(KEY)
    secret = vault.encrypt("3204", column=COLUMN)
    for position in range(len(secret)):
        changed = bytearray(secret)
        changed[position] ^= 1
        with pytest.raises(CiphertextError):
            vault.decrypt(bytes(changed), column=COLUMN)


@pytest.mark.parametrize("length", [0, 1, 12, 13])
def test_what_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(CiphertextError):
        Vault(KEY).decrypt(b"\x01" * length, column=COLUMN)


def test_equal_values_look_different_and_are_found_by_their_index() -> None:
    vault = Vault(KEY)
    assert vault.encrypt("3204", column=COLUMN) != vault.encrypt("3204", column=COLUMN)
    assert vault.blind_index("3204", column=COLUMN) == vault.blind_index("3204", column=COLUMN)
    others = {
        vault.blind_index("3205", column=COLUMN),
        vault.blind_index("3204", column="customer.passport"),
        Vault(bytes(32)).blind_index("3204", column=COLUMN),
    }
    assert len(others | {vault.blind_index("3204", column=COLUMN)}) == 4


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    key = load_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == key


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    load_key(path)
    path.chmod(0o640)
    with pytest.raises(SecretKeyError, match="chmod 600"):
        load_key(path)


def test_a_damaged_key_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "key"
    os.close(os.open(path, os.O_CREAT, 0o600))
    with pytest.raises(SecretKeyError, match="damaged"):
        load_key(path)
    assert path.read_bytes() == b""


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(SecretKeyError, match="32 bytes"):
        Vault(b"short")
