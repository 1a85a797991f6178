"""One function a command: gather, decide, apply. The only code that knows the order of things."""
