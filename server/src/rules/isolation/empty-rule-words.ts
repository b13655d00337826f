/** Sentences about empty rules and lists that do the opposite of what the policy says (NP1207). */

import { FAR_END } from "../words/words.js";
import type { AtOdds } from "./empty-rules.js";

/** The consequence, then the cause. */
export function oddsWords(odds: AtOdds, name: string, system: string): string {
  switch (odds.type) {
    case "denies-but-allows-all":
      return `${name} allows every ${end(odds)} on every port, but is described as a deny policy`;
    case "allows-but-has-no-rules":
      return `${name} allows no ${end(odds)}s: it restricts ${odds.direction} and has no rules`;
    case "others-are-void":
      return `This empty rule allows every ${end(odds)} on every port, so the other ${odds.direction} rules are redundant`;
    case "empty-item-denies":
      return `${name} allows no ${end(odds)}s: in a ${system} policy, an empty rule denies everything`;
    case "empty-list-does-nothing":
      return `${name} denies no ${end(odds)}s: in a ${system} policy, an empty list does not restrict ${odds.direction}`;
    case "denies-but-allows-pods":
      return `${name} allows every pod in ${odds.clusterwide ? "the cluster" : "its namespace"}, but is described as a deny policy`;
  }
}

/** Why it has that effect. @param closes True if an empty rule matches no one. */
export function oddsReason(odds: AtOdds, closes: boolean): string {
  const { key } = odds;
  switch (odds.type) {
    case "denies-but-allows-all":
      return closes
        ? `The entity \`all\` means everyone. An empty rule, \`${key}: [{}]\`, allows nothing and denies the rest.`
        : `A rule without peers and ports matches everything. To deny everything, use an empty list: \`${key}: []\`.`;
    case "allows-but-has-no-rules":
      return `Without rules, everything is denied. To allow everything, use an empty rule: \`${key}: [{}]\`.`;
    case "others-are-void":
      return "Traffic is allowed if any rule matches it, and this rule matches everything.";
    case "empty-item-denies":
      return "Unlike in a NetworkPolicy, an empty rule switches default deny on and matches no one.";
    case "empty-list-does-nothing":
      return `Unlike in a NetworkPolicy, an empty list has no effect. To deny everything, use an empty rule: \`${key}: [{}]\`.`;
    case "denies-but-allows-pods":
      return `An empty selector matches every pod. To deny everything, use an empty rule: \`${key}: [{}]\`.`;
  }
}

function end({ direction }: AtOdds): string {
  return FAR_END[direction];
}
