"""A flattened proposal on the league's Resolution 5, for the tests of fused places."""

from __future__ import annotations

FLATTENED = """RESOLUTION 5 (Rev. Geneva, 2012Hammamet, 2016)
Lighthouses of the league
(Geneva, 2012; Hammamet, 2016)
The World Telecommunication Standardization Assembly (Geneva, 2012Hammamet, 2016),
considering
a)\tthat lighthouses are useful to all coasts;
b)\tthat keepers need training,;
c)\tthat fog is thicker than it was,
resolves to instruct the Director of the Telecommunication Standardization Bureau
a)\tto keep a list of lighthouses;
b)\tto count the lamps;
cb)\tto submit a report on lighthouses to TSAG each year;
dc)\tto publish the names of the keepers,
invites Member States
to lend their old lamps to other coasts.
"""
