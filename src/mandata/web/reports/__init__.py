"""Pages of reports: what is owed, drafted and published; one report in each language, its files, and the forms of its acts."""

from mandata.web.reports.checking import check
from mandata.web.reports.drafting import draft, publish, withdraw, write
from mandata.web.reports.files import bundle, figures_file, pdf_file, word_file
from mandata.web.reports.listed import Reports
from mandata.web.reports.page import report_page

__all__ = ["Reports", "bundle", "check", "draft", "figures_file", "pdf_file", "publish", "report_page", "withdraw", "word_file", "write"]
