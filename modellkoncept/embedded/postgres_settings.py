"""How the private Postgres is set, at every start: also for files that an older version made."""

from pathlib import Path


def server_settings(
    sockets: Path, is_run_by_another: bool, *, fast: bool = False
) -> dict[str, str]:
    """The settings that win over what stands in the data folder's own files."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0777"
        if is_run_by_another
        else "0700",  # the folder is the fence
        "max_connections": "60",
        **WRITE_AHEAD_LOG,
        **LOG,
    }
    if fast:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings["wal_init_zero"] = "off"
    return settings


# What a note was lies in the write-ahead log long after its row is gone: as little as possible is
# written there and kept, and nothing of it is handed on. New files are filled with zeros: blocks
# that an older one left are overwritten, and a full disk is found while a file is made.
WRITE_AHEAD_LOG = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "archive_mode": "off",
    "wal_keep_size": "0",
    "wal_recycle": "off",
    "wal_init_zero": "on",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
}
# No statement, no value and no row that broke a rule may reach the log: it could be somebody's
# note. The application is told of its errors; the log holds the server's life.
LOG = {
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_statement_stats": "off",
    "log_error_verbosity": "terse",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
    "log_connections": "off",
    "log_disconnections": "off",
    "debug_print_parse": "off",
    "debug_print_plan": "off",
    "debug_print_rewritten": "off",
    "shared_preload_libraries": "",
    "session_preload_libraries": "",
    "local_preload_libraries": "",
}
