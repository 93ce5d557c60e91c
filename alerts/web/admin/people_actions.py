"""What operators look at and do about mail and people: the permission matrix of these pages."""

from alerts.domain.operators import Action, Role

SEE_MAIL = Action("see-mail", Role.OPERATOR)
OPEN_EMAIL = Action("open-email", Role.OPERATOR)
TRY_AGAIN = Action("try-alerts-again", Role.OPERATOR)
RETRY_NOW = Action("retry-mail-now", Role.OPERATOR)
RELEASE_RESTORED = Action("release-restored", Role.OPERATOR)
DISCARD_RESTORED = Action("discard-restored", Role.OPERATOR)

ASK_FOR_PERSON = Action("ask-for-person", Role.OPERATOR)
LOOK_UP = Action("look-up-person", Role.OPERATOR)
EXPORT = Action("export-person", Role.OPERATOR)
SEND_CONFIRMATION = Action("send-confirmation", Role.OPERATOR)
SEND_LINK = Action("send-link", Role.OPERATOR)
ALLOW = Action("allow-person", Role.OPERATOR)
STOP = Action("stop-person", Role.OPERATOR)
ERASE = Action("erase-person", Role.OPERATOR)
EXPLAIN = Action("explain-to-person", Role.OPERATOR)

OPEN_FORESEEN = Action("open-foreseen", Role.OPERATOR)
