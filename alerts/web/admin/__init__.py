"""The operators' pages below `/admin`, in English alone."""
