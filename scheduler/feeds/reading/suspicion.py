"""Records that a council's staff made to try their system, told from real ones by their words.

Registers publish such records, and one was written over a real application. A wrong suspicion holds back news until
an operator releases it; a missed one mails "Roof extension test" to neighbours. So a rule needs either nothing but
trial words, or "test" set apart where no kind of test stands beside it.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.casefold()))


SUSPECTED_TEST = "suspected-test"

_SHORT = 4
_TRIAL_REFERENCE = re.compile(r"[/_\- ](?:NEW|TEST)$", re.IGNORECASE)

# A description of these words alone, with "test" among them or not, describes nothing.
_TRIAL_WORDS = _words(
    "a application case delete do dummy for ignore is new not only planning please purposes record test"
    " testing tests this to training use"
)
_NAMING_TRIALS = frozenset({"dummy", "test", "testing", "tests"})

# Tests that planning knows: of ground, water, noise and money, and of policy. "The river Test" is none.
_KINDS_OF_TEST = _words(
    "acoustic air asbestos bore borehole contamination core covid damp drainage driving emissions exception eye"
    " fire flood geotechnical ground hearing hydraulic impact infiltration leak lighting load means mot noise"
    " percolation permeability pressure pump pumping retail river screening seismic sequential sight soakage"
    " soakaway soil sound strength stress structural thermal trench trial vibration viability water wind"
)
_SET_APART = re.compile(
    r"^\W*test\s*[-–—:.,/]\s|\s[-–—:/]\s*test\W*$|[(\[]\s*test\s*[)\]]\W*$", re.IGNORECASE
)
_TEMPLATE = re.compile(r"\blorem ipsum\b|\basdf|\binsert (?:description|proposal|text) here\b", re.IGNORECASE)

_TRIAL_ADDRESS = re.compile(
    r"^\W*(?:\d+\w?\W+)?test\s+(?:address|avenue|close|lane|property|road|site|street)\b|^\W*test\W*$",
    re.IGNORECASE,
)
# Roads are named after the river Test in Hampshire and after Test in Sussex: there the address says nothing.
_BY_THE_TEST = re.compile(r"\b(?:SO|SP|RG|BN)\d{1,2} ?\d[A-Z]{2}\b")


def is_suspected_test(description: str, address: str | None, reference: str) -> bool:
    """Whether a record looks like a trial of the council's system rather than an application."""
    return (
        _is_trial_description(description)
        or _is_trial_address(address or "")
        or _TRIAL_REFERENCE.search(reference) is not None
    )


def _is_trial_description(description: str) -> bool:
    if len(description) > 2_000:
        return False
    words = re.findall(r"[a-z]+", description.casefold())
    if _NAMING_TRIALS.intersection(words) and _TRIAL_WORDS.issuperset(words):
        return True
    if _TEMPLATE.search(description) or _SET_APART.search(description):
        return True
    # "Roof extension test", but not "Percolation test" nor "Erection of a shelter beside the river Test".
    return 1 < len(words) <= _SHORT and words[-1] == "test" and words[-2] not in _KINDS_OF_TEST


def _is_trial_address(address: str) -> bool:
    return _TRIAL_ADDRESS.search(address) is not None and _BY_THE_TEST.search(address) is None
