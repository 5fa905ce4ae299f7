// The keys of the document's page, as the help lists them: groups of [text key of a heading, [text key, caps]].

export const HELP = [
  ["help.values", [["key.step", ["j", "k", "↓", "↑"]], ["key.accept", ["a"]], ["key.correct", ["c", "↵"]], ["key.reject", ["x"]], ["key.reject.why", ["X"]], ["key.add", ["n"]], ["key.absent", ["0"]], ["key.doubtful", ["d"]], ["key.hold", ["h"]], ["key.all", ["A"]], ["key.undo", ["u"]], ["key.redo", ["U"]]]],
  ["help.networks", [["key.network", ["1", "9"]], ["key.move", ["m"]], ["key.merge", ["M"]], ["key.drop", ["D"]], ["key.create", ["N"]]]],
  ["help.document", [["key.finding", ["f"]], ["key.answer", ["r"]], ["key.document", ["]", "[", ".", ","]], ["key.escape", ["Esc"]]]],
  ["help.pick", [["key.pick.word", ["←", "→", "↑", "↓"]], ["key.pick.extend", ["⇧ →", "⇧ ←"]], ["key.pick.character", ["Alt →", "Alt ⇧ →"]], ["key.pick.search", ["A…Z"]], ["key.pick.take", ["↵"]]]],
];
