"""Which networks a document is about, and which stretch of it speaks of which."""

from bisect import bisect_right

from pipeline.assemble.model import Draft, Ledger
from pipeline.assemble.networks.aboutness import is_certain, is_concrete, weigh
from pipeline.assemble.networks.clusters import Cluster, build_clusters
from pipeline.assemble.networks.generations import count_nameless, find_earlier, find_later
from pipeline.assemble.networks.naming import add_pointer_forms, fill_name, fill_ordinal, fill_round
from pipeline.assemble.networks.stretches import Stretches
from pipeline.assemble.view import View
from schemas.mention import Mention

_LEAST_ABOUT = 1.0
_ENOUGH_ABOUT = 1.4


class Scope:
    """Decide which networks a document is about and lead positions to them."""

    def __init__(self, view: View, ledger: Ledger) -> None:
        self._view = view
        self._ledger = ledger
        self.about, self.foreign = self._split(build_clusters(view))
        pointers = self._concrete_pointers()
        nameless = [mention for mention in view.mentions("network") if not mention.value.name]
        self.about += find_earlier(view, self.about, nameless) or find_later(view, self.about, nameless)
        self._counted = [] if self.about else count_nameless([*pointers, *self._counting_plurals()])
        self.drafts = self._drafts(pointers)
        marks = self._mark(pointers) if self.drafts else [(0, ())]
        #: where each stretch starts, the first one from the very beginning, and of which networks it speaks
        self._starts = [-1, *[position for position, _ in marks[1:]]]
        self._owners = [indexes for _, indexes in marks]

    def _split(self, clusters: list[Cluster]) -> tuple[list[Cluster], list[Cluster]]:
        """Part the networks the text is about from those it only names."""
        for cluster in clusters:
            cluster.about = weigh(self._view, cluster)
        enough = min(_ENOUGH_ABOUT, max((cluster.about for cluster in clusters), default=0.0))
        about = [cluster for cluster in clusters if cluster.about >= max(enough, _LEAST_ABOUT)] or self._only_one(clusters)
        about.sort(key=lambda cluster: (cluster.first, cluster.edition or 0))
        foreign = [cluster for cluster in clusters if cluster not in about]
        for cluster in foreign:
            mention = cluster.mentions[0]
            self._ledger.refuse(
                "name",
                mention.start,
                mention.end,
                mention.text,
                mention.rule,
                "named in passing: no heading, date, member or role of its own",
            )
        return about, foreign

    def _only_one(self, clusters: list[Cluster]) -> list[Cluster]:
        """Take the one network a text names, however little its own sentence says; the decision at the end weighs all of it."""
        named = [cluster for cluster in clusters if cluster.about > 0]
        return named if len(named) == 1 and any(is_concrete(self._view, mention) for mention in named[0].mentions) else []

    def _concrete_pointers(self) -> list[Mention]:
        """Give the nameless mentions that mean a network that is there."""
        return [
            mention for mention in self._view.mentions("network") if mention.value.name is None and is_concrete(self._view, mention)
        ]

    def _counting_plurals(self) -> list[Mention]:
        """Give the plurals that say how many networks there are: "zwei kommunale Klimaschutz-Netzwerke laufen"."""
        return [
            mention
            for mention in self._view.mentions("network")
            if mention.value.name is None
            and mention.value.plural
            and not mention.value.weak
            and not self._view.is_mute(mention.start)
            and is_certain(self._view, mention)
        ]

    def _drafts(self, pointers: list[Mention]) -> list[Draft]:
        """Open a draft for each network; one without a name where only pointers speak of it."""
        drafts = []
        for index, cluster in enumerate(self.about):
            draft = Draft(index, named=any(name.name for name in cluster.names))
            if draft.named:
                fill_name(draft, cluster, self._view)
            else:
                fill_ordinal(draft, cluster.mentions, least=1)
            drafts.append(draft)
        if len(drafts) == 1:
            add_pointer_forms(drafts[0], pointers)
            fill_round(drafts[0], self._view)
            if "edition" not in drafts[0].scalars:
                fill_ordinal(drafts[0], self.about[0].mentions)
        if drafts or not (pointers or self._counted):
            return drafts
        drafts = [Draft(index, named=False) for index in range(max(len(self._counted), 1))]
        for draft, cluster in zip(drafts, self._counted, strict=False):
            fill_ordinal(draft, cluster.mentions)
        if not self._counted:
            fill_ordinal(drafts[0], pointers)
        return drafts

    def _mark(self, pointers: list[Mention]) -> list[tuple[int, tuple[int, ...]]]:
        """Note at each change which networks the text now speaks of."""
        ordinal = next((mention.value.ordinal for mention in pointers if mention.value.ordinal), None) if not self.about else None
        return Stretches(self._view, self.about or self._counted, self.foreign, ordinal=ordinal).marks()

    def of(self, position: int) -> tuple[int, ...]:
        """Give the indexes of the networks a position speaks of; empty where it speaks of another one."""
        return self._owners[bisect_right(self._starts, position) - 1]
