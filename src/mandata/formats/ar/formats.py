"""Arabic: the day first, Django has no form for a day with its time; thousands parted by a space, as the United Nations print them."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATE_FORMAT = "d/m/Y"
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = "\xa0"
