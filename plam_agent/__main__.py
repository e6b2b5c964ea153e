"""Run the command line: `python -m plam_agent`."""

import sys

from .cli import main

sys.exit(main())
