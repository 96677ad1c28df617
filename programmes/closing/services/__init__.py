"""Everything that changes a closing. Views and tasks come here."""

from programmes.closing.services.closing import (
    DEFAULT_DAYS,
    AlreadyRemovedError,
    ClosingChangedError,
    NoPackError,
    NotYetError,
    UnsealedError,
    cancel_removal,
    close_round,
    plan_removal,
    remarks_on,
    reopen_round,
)
from programmes.closing.services.packing import (
    build_pack,
    pack_is_whole,
    packs_to_make,
    request_pack,
    sweep_up_packs,
)
from programmes.closing.services.removal import (
    Affected,
    affected_by,
    remove_due_data,
    remove_personal_data,
)
from programmes.closing.services.sweep import sweep_up

__all__ = [
    "DEFAULT_DAYS",
    "Affected",
    "AlreadyRemovedError",
    "ClosingChangedError",
    "NoPackError",
    "NotYetError",
    "UnsealedError",
    "affected_by",
    "build_pack",
    "cancel_removal",
    "close_round",
    "pack_is_whole",
    "packs_to_make",
    "plan_removal",
    "remarks_on",
    "remove_due_data",
    "remove_personal_data",
    "reopen_round",
    "request_pack",
    "sweep_up",
    "sweep_up_packs",
]
