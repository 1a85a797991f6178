"""`python -m toolkit` is `duban`."""

from toolkit.cli import main

if __name__ == "__main__":
    main()
