"""The demo's data: invented people, places and texts. Pure; no Django models.

All Swedish text here is content that users could have typed, so it is not translated; only what
the demo logins say of themselves is.
"""
