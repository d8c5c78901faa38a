"""What is new since a saved search was last run."""

from __future__ import annotations

from .job import Job
from .widgets import ActionButton, Card, Hint, Text


class NewsCard(Card):
    """Shown after a saved search was run again: how much is new, and a way to have it seen."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self.setObjectName("itslive_news_card")
        self._text = Text()
        self._text.setObjectName("itslive_news_text")
        self._hint = Hint(self.tr("The new granules are selected, and go on to the next step."))
        self._seen = ActionButton(self.tr("From now on, these are known"))
        self._seen.setObjectName("itslive_news_seen")
        self._seen.setToolTip(
            self.tr("The next time you ask, only what came after this search is new.")
        )
        self._seen.clicked.connect(self._mark_seen)
        self.box.addWidget(self._text)
        self.box.addWidget(self._hint)
        self.box.addWidget(self._seen)
        job.news.changed.connect(self._show)
        job.saved.changed.connect(self._show)
        self._show()

    def _mark_seen(self) -> None:
        self._job.mark_seen()
        self._seen.setVisible(False)

    def _show(self) -> None:
        news = self._job.news.news
        self.setVisible(news is not None)
        if news is None:
            return
        self._text.setText(news.sentence())
        self._hint.setVisible(bool(news.new))
        self._seen.setVisible(self._job.can_mark_seen())
