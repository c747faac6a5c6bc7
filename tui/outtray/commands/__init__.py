"""Every user action declared once: id, key, label, help."""
