/** Sentences about empty rules and lists that do the opposite of what is said (NP1207). */

import { FAR_END } from "../words/words.js";
import type { AtOdds } from "./empty-rules.js";

/** The effect. */
export function oddsWords(odds: AtOdds, name: string, system: string): string {
  switch (odds.type) {
    case "denies-but-admits-all":
      return `${name} is said to deny, and admits every ${end(odds)} on every port`;
    case "allows-but-has-no-rules":
      return `${name} admits no ${end(odds)}: it isolates ${odds.direction} and has no rules`;
    case "others-are-void":
      return `An empty rule admits every ${end(odds)} on every port: the other ${odds.direction} rules add nothing`;
    case "empty-item-denies":
      return `${name} admits no ${end(odds)}: in a ${system} policy an empty rule denies everything`;
    case "empty-list-does-nothing":
      return `${name} denies no ${end(odds)}: in a ${system} policy an empty list isolates nothing`;
    case "denies-but-admits-pods":
      return `${name} is said to deny, and admits every pod of ${odds.clusterwide ? "the cluster" : "its namespace"}`;
  }
}

/** Why it has that effect. @param closes True where an empty rule matches nobody. */
export function oddsReason(odds: AtOdds, closes: boolean): string {
  const { direction } = odds;
  switch (odds.type) {
    case "denies-but-admits-all":
      return closes
        ? `The entity \`all\` is everyone. An empty rule, \`${direction}: [{}]\`, isolates and admits nothing.`
        : `A rule without peers and ports matches everything. No rule at all, \`${direction}: []\`, denies everything.`;
    case "allows-but-has-no-rules":
      return `What is isolated and has no rule is denied. An empty rule, \`${direction}: [{}]\`, admits everything.`;
    case "others-are-void":
      return "Rules are alternatives: one that matches everything leaves nothing for another to add.";
    case "empty-item-denies":
      return "It is the opposite of a NetworkPolicy: an empty rule switches default deny on and matches no one.";
    case "empty-list-does-nothing":
      return `It is the opposite of a NetworkPolicy: only a list with a rule in it isolates, \`${direction}: [{}]\` for instance.`;
    case "denies-but-admits-pods":
      return `An empty selector matches every pod. An empty rule, \`${direction}: [{}]\`, isolates and admits nothing.`;
  }
}

function end({ direction }: AtOdds): string {
  return FAR_END[direction];
}
