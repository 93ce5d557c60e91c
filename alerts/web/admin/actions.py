"""Everything that an operator can look at or do, with the least role for it: the permission matrix."""

from alerts.domain.operators import Action, Role

LOOK = Action("look", Role.VIEWER)
READ_AUDIT = Action("read-audit", Role.ADMINISTRATOR)
SIGN_OUT = Action("sign-out", Role.VIEWER)
