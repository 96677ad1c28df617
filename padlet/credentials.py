"""Credentials without a user: the HMAC pass to write, and the token of one note (TRUST: C4, C8)."""

import hashlib
import hmac

from padlet.models import Board, Section

TOKEN_HEX_LENGTH = 48  # 192 bits, made by the browser


def write_pass(board: Board, section: Section) -> str:
    """The right to write in this section now: the same for everybody, void at the next epoch."""
    message = f"{section.pk}|{board.epoch}".encode()
    return hmac.new(bytes.fromhex(board.secret), message, hashlib.sha256).hexdigest()


def is_write_pass(board: Board, section: Section, given: str) -> bool:
    """Whether what was given is the pass. Anything may be given: it comes from outside."""
    right = write_pass(board, section).encode()
    return hmac.compare_digest(right, given.encode(errors="replace"))


def hash_token(token: str) -> str:
    """The hash of a token that the table keeps: recognises the token, cannot restore it."""
    return hashlib.sha256(token.encode()).hexdigest()
