/** Finds empty rules and lists that contradict their policy: `- {}` allows everything in one system and nothing in another. */

import { partOf, type Site } from "../../base/source.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { allowKeyOf, allowListOf, type PolicyPart, type RuleReading, termsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { type Intent, intentOf, speaksOf } from "../evidence/intent.js";

/** A contradiction; the rule that reports it has the words. */
export type AtOdds = {
  readonly at: Site;
  readonly direction: Direction;
  /** Of the list of rules. */
  readonly key: string;
} & (
  | {
      /** Says deny, but allows everyone. */
      readonly type: "denies-but-allows-all";
    }
  | {
      /** Says allow, but allows no one, because there are no rules. */
      readonly type: "allows-but-has-no-rules";
    }
  | {
      /** An empty rule that matches everything, so the others are redundant. */
      readonly type: "others-are-void";
      readonly others: readonly Site[];
      /** All that are empty, where some are not. */
      readonly empty: readonly Site[];
    }
  | {
      /** Says allow, but its empty items match no one and switch default deny on. */
      readonly type: "empty-item-denies";
    }
  | {
      /** Says deny, but its empty list has no effect. */
      readonly type: "empty-list-does-nothing";
    }
  | {
      /** Says default deny, but allows every pod in the namespace or in the cluster. */
      readonly type: "denies-but-allows-pods";
      readonly clusterwide: boolean;
    }
);

/** The contradictions in a policy of a system in which an empty rule matches everything. */
export function oddsWhereEmptyOpens({ reading, name }: Policy): AtOdds[] {
  return reading.parts.flatMap((part) => oddsInOpen(part, intentOf(name)));
}

function oddsInOpen(part: PolicyPart, intent: Intent): AtOdds[] {
  const rulesOf = (direction: Direction) => allowListOf(part, direction)?.rules ?? [];
  const isolated = DIRECTIONS.filter((it) => part.isolates[it] !== undefined);
  const opens = (it: Direction) => rulesOf(it).some(allowsAll);
  const found: AtOdds[] = [];
  for (const direction of isolated) {
    const rules = rulesOf(direction);
    const open = rules.find(allowsAll);
    // Beside denials, a rule for everything else is what it seems.
    if (open === undefined || rules.some((it) => it.verdict !== "allow")) continue;
    const key = allowKeyOf(part, direction);
    // A name without a direction is wrong only if nothing is denied at all.
    const contradicts = intent.directions.length > 0 ? intent.directions.includes(direction) : isolated.every(opens);
    if (intent.denies && !intent.partial && contradicts) {
      found.push({ type: "denies-but-allows-all", at: open.at, direction, key });
    } else if (rules.length > 1) {
      const others = rules.filter((it) => it !== open).map((it) => it.at);
      const empty = rules.every(allowsAll) ? [] : rules.filter(allowsAll).map((it) => it.at);
      found.push({ type: "others-are-void", at: open.at, direction, key, others, empty });
    }
  }
  const [first] = isolated;
  // Rules for a direction that is not listed are another mistake.
  if (intent.allows && first !== undefined && DIRECTIONS.every((it) => rulesOf(it).length === 0)) {
    const direction = isolated.find((it) => intent.directions.includes(it)) ?? first;
    const list = allowListOf(part, direction);
    const at = list === undefined ? (part.isolates[direction] ?? part.at) : partOf(list.at, "key");
    found.push({ type: "allows-but-has-no-rules", at, direction, key: allowKeyOf(part, direction) });
  }
  return found;
}

/** False for a null item, which another rule reports. */
function allowsAll({ who, peers, ports, isNull, verdict }: RuleReading): boolean {
  const isBare = peers.every((it) => it.peers.length === 0) && ports.every((it) => it.ports.length === 0);
  return !isNull && verdict === "allow" && who === "everyone" && isBare;
}

/** The contradictions in a policy of a system in which an empty rule matches no one. With several parts, the name is ignored. */
export function oddsWhereEmptyDenies({ reading, name, namespace }: Policy): AtOdds[] {
  const single = reading.parts.length === 1;
  return reading.parts.flatMap((part) => {
    const texts = [...(single ? [name] : []), ...(part.description === undefined ? [] : [part.description.value])];
    return oddsInClosed(part, texts.map(intentOf), namespace === undefined);
  });
}

function oddsInClosed(part: PolicyPart, intents: readonly Intent[], clusterwide: boolean): AtOdds[] {
  const denies = intents.some((it) => it.denies) && !intents.some((it) => it.allows);
  const allows = intents.some((it) => it.allows) && !intents.some((it) => it.denies);
  const partial = intents.some((it) => it.partial);
  const isAboutDefault = intents.some((it) => it.byDefault || it.all);
  const speaks = (direction: Direction) => intents.every((it) => speaksOf(it, direction));
  const lists = DIRECTIONS.flatMap((it) => allowListOf(part, it) ?? []);
  const hasDenyRules = part.rules.some((it) => it.verdict === "deny");
  const allowsNothing = lists.every(({ rules }) => rules.every(isEmpty));
  const found: AtOdds[] = [];
  for (const { key, at, direction, rules } of lists) {
    const [rule, ...others] = rules;
    if (rule === undefined) {
      if (denies && speaks(direction)) {
        found.push({ type: "empty-list-does-nothing", at: partOf(at, "key"), direction, key });
      }
    } else if (isEmpty(rule)) {
      if (allows && !hasDenyRules && allowsNothing && speaks(direction) && others.every(isEmpty)) {
        found.push({ type: "empty-item-denies", at: rule.at, direction, key });
      }
    } else if (denies && !partial && !hasDenyRules && speaks(direction) && others.length === 0) {
      const list = rule.peers.length === 1 && isAllPorts(rule) ? rule.peers[0] : undefined;
      const peers = list?.peers ?? [];
      const every = peers.find((it) => it.type === "pods" && termsOf(it).length === 0);
      if (list !== undefined && peers.some((it) => it.type === "entity" && it.name.value === "all")) {
        found.push({ type: "denies-but-allows-all", at: partOf(list.at, "key"), direction, key });
      } else if (every !== undefined && isAboutDefault) {
        found.push({ type: "denies-but-allows-pods", at: every.at, direction, key, clusterwide });
      }
    }
  }
  return found;
}

function isEmpty({ peers, portsAt, isIcmp }: RuleReading): boolean {
  return peers.length === 0 && portsAt === undefined && !isIcmp;
}

function isAllPorts(rule: RuleReading): boolean {
  return rule.ports.length === 0 && !rule.isIcmp;
}
