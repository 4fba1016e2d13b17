"""`python -m talweg` is the command line."""

from talweg.cli import main

main()
