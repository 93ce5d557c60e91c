"""Everything that an operator can look at or do, with the least role for it: the permission matrix."""

from alerts.domain.operators import Action, Role

LOOK = Action("look", Role.VIEWER)
PROVE = Action("prove", Role.VIEWER)
SIGN_OUT = Action("sign-out", Role.VIEWER)

SEE_ACCOUNT = Action("see-account", Role.VIEWER)
SET_PASSWORD = Action("set-password", Role.VIEWER)
SET_FACTOR = Action("set-factor", Role.VIEWER)
RENEW_RECOVERY = Action("renew-recovery", Role.VIEWER)
END_SESSIONS = Action("end-sessions", Role.VIEWER)

SEE_OPERATORS = Action("see-operators", Role.ADMINISTRATOR)
ADD_OPERATOR = Action("add-operator", Role.ADMINISTRATOR)
CHANGE_ROLE = Action("change-role", Role.ADMINISTRATOR)
REMOVE_OPERATOR = Action("remove-operator", Role.ADMINISTRATOR)
RESET_OPERATOR = Action("reset-operator", Role.ADMINISTRATOR)

READ_AUDIT = Action("read-audit", Role.ADMINISTRATOR)
