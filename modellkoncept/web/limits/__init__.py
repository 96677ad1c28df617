"""How large and how slow a request may be, whoever sends it: bounds in front of everything."""
