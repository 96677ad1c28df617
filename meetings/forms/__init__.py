"""Is what was typed possible? The forms never save."""
