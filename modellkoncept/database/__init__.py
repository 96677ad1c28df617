"""Django's Postgres, with a pool that gets over a restart of the server (settings: ENGINE)."""
