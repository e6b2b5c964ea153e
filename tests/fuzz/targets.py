"""The five parsers."""

from __future__ import annotations

from tests.fuzz.calendars import CALENDARS
from tests.fuzz.grant import GRANT
from tests.fuzz.journals import JOURNAL
from tests.fuzz.messages import MESSAGES
from tests.fuzz.policies import POLICY

TARGETS = {each.name: each for each in (POLICY, MESSAGES, CALENDARS, GRANT, JOURNAL)}
