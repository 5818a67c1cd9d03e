"""The fields and bases of every form. A form shapes and words what comes in.

What may be done with it is asked by policies, and done by services.
"""

from core.forms.edit_conflicts import EditConflict, VersionedForm
from core.forms.fields import (
    WHOLE_NUMBERS,
    BritishDateField,
    BritishDatesField,
    Cleaned,
    CodeField,
    DecimalField,
    EmailField,
    LineField,
    NumberField,
    PatternField,
    PoundsField,
    TextField,
    UploadField,
    VersionField,
    WebsiteField,
    YearField,
    field_of,
    take_hint,
)
from core.forms.saving import SavedForm, SubmitOnceForm, answer_once, answered
from core.forms.search_select import FEW, SearchSelectField
from core.forms.searching import SearchForm

__all__ = [
    "FEW",
    "WHOLE_NUMBERS",
    "BritishDateField",
    "BritishDatesField",
    "Cleaned",
    "CodeField",
    "DecimalField",
    "EditConflict",
    "EmailField",
    "LineField",
    "NumberField",
    "PatternField",
    "PoundsField",
    "SavedForm",
    "SearchForm",
    "SearchSelectField",
    "SubmitOnceForm",
    "TextField",
    "UploadField",
    "VersionField",
    "VersionedForm",
    "WebsiteField",
    "YearField",
    "answer_once",
    "answered",
    "field_of",
    "take_hint",
]
