"""`python -m service.cli` is `followthrough`."""

from service.cli import main

main()
