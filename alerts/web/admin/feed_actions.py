"""What operators do to feeds and places: the permission matrix of these pages."""

from alerts.domain.operators import Action, Role

POLL_NOW = Action("poll-now", Role.OPERATOR)
PAUSE = Action("pause-feed", Role.OPERATOR)
RESUME = Action("resume-feed", Role.OPERATOR)
ACKNOWLEDGE = Action("acknowledge-alarm", Role.OPERATOR)
TAKE_SIZE = Action("take-size", Role.OPERATOR)
RELEASE_HOLD = Action("release-hold", Role.OPERATOR)
DISCARD_HOLD = Action("discard-hold", Role.OPERATOR)
RELEASE_RECORD = Action("release-record", Role.OPERATOR)
DISMISS_RECORD = Action("dismiss-record", Role.OPERATOR)
REREAD = Action("reread-records", Role.OPERATOR)
MAP_WORD = Action("map-word", Role.OPERATOR)
UNMAP_WORD = Action("unmap-word", Role.OPERATOR)
CLOSE_REPORT = Action("close-report", Role.OPERATOR)
