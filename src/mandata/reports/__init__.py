"""The reports that the body owes: figures, dates and names through slots, words of persons signed, kept as published."""
