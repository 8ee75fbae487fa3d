"""`python -m specrunner`."""

from .cli import main

raise SystemExit(main())
