"""Pages of reports: what is owed, drafted and published; one report in each language, its files, and the forms of its acts."""

from mandata.web.reports.checking import check
from mandata.web.reports.drafting import draft, publish, withdraw, write
from mandata.web.reports.files import bundle, figures_file, pdf_file, table_file, word_file
from mandata.web.reports.listed import Reports
from mandata.web.reports.page import report_page
from mandata.web.reports.passing import check_draft, note, submit

__all__ = ["Reports", "bundle", "check", "check_draft", "draft", "figures_file", "note", "pdf_file", "publish", "report_page", "submit", "table_file", "withdraw", "word_file", "write"]
