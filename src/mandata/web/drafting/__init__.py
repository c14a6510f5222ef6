"""Pages of drafting: proposals side by side, the column of the draft, one row at a time, files to take along."""

from mandata.web.drafting.acts import adopt_draft, move, open_table
from mandata.web.drafting.files import drafting_file
from mandata.web.drafting.row import row_page
from mandata.web.drafting.table import table_page

__all__ = ["adopt_draft", "drafting_file", "move", "open_table", "row_page", "table_page"]
