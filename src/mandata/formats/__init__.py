"""How days and numbers are written, where the form that Django has for a language does not serve here."""
