"""python -m benchmarks NAME …: run one of the benchmarks beside this file."""

import sys
from importlib import import_module

NAMES = ("scale", "processor", "county", "generate")


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        sys.exit(f"usage: python -m benchmarks {{{','.join(NAMES)}}} …")
    import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
