"""Russian: the year in words, as the United Nations print it; the stop of Django's « г. » would stand twice where a sentence ends with a day."""

DATE_FORMAT = "j E Y года"
DATETIME_FORMAT = "j E Y года, H:i"
YEAR_MONTH_FORMAT = "F Y года"
