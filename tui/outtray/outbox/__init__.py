"""The out-tray: what is held, the gate that releases it, the dispatcher that sends it."""
