"""Entry point: hands the arguments to the command line."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from outtray.base.waste import hold_collection

    # Whatever the command is, what loading it makes stays.
    hold_collection()
    from outtray.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
