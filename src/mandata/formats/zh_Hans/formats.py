"""Chinese: thousands parted by a space, as the United Nations print them."""

NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = "\xa0"
