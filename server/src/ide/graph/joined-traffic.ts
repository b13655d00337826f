/** What passes between two groups of ends, gathered from the answers for their pairs. */

import type { Peer } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { disputedBy } from "../../engine/regions.js";
import { difference, isEmpty, NO_TRAFFIC, type Traffic, union } from "../../engine/traffic.js";
import { conditionalFlows, portsOf } from "../flows/flows.js";
import type { EdgeState, GraphTraffic } from "./graph-types.js";

type Reach = Peer["reach"];

/** Pairs by the answer that they share. */
export class JoinedTraffic {
  readonly #pairs = new Map<Reach, number>();
  pairs = 0;

  /** @param pairs Negative to take pairs away that were added. */
  add(reach: Reach, pairs: number): void {
    const known = (this.#pairs.get(reach) ?? 0) + pairs;
    if (known === 0) this.#pairs.delete(reach);
    else this.#pairs.set(reach, known);
    this.pairs += pairs;
  }

  /** True where all pairs fare alike. @param of All pairs that there are. */
  isSame(of: number): boolean {
    return this.#pairs.size === 1 && this.pairs === of;
  }

  /** A text that two of them have in common when the same pairs fare the same. @param numberOf The same number for the same answer. */
  key(numberOf: (reach: Reach) => number): string {
    return [...this.#pairs]
      .map(([reach, pairs]) => `${numberOf(reach)}*${pairs}`)
      .sort()
      .join("+");
  }

  /** The same without how many pairs have each answer. */
  kinds(numberOf: (reach: Reach) => number): string {
    return [...this.#pairs.keys()].map(numberOf).sort().join("+");
  }

  get rules(): readonly RuleRef[] {
    const rules = [...this.#pairs.keys()].flatMap((it) => [...it.because, ...disputedBy(it)]);
    return [...new Map(rules.map((it) => [`${it.at.document}:${it.at.node}`, it])).values()];
  }

  get traffic(): GraphTraffic {
    const reaches = [...this.#pairs.keys()];
    const allowed = reaches.reduce<Traffic>((sum, it) => union(sum, it.allowed), NO_TRAFFIC);
    const ambiguous = difference(
      reaches.reduce<Traffic>((sum, it) => union(sum, it.ambiguous), NO_TRAFFIC),
      allowed,
    );
    return {
      allowed: portsOf(allowed),
      conditional: conditionalFlows(reaches.flatMap((it) => it.conditional)),
      ...(isEmpty(ambiguous) ? {} : { ambiguous: portsOf(ambiguous) }),
    };
  }
}

export function stateOf({ allowed, conditional }: GraphTraffic): EdgeState {
  if (Object.keys(allowed).length > 0) return "allowed";
  return conditional.length > 0 ? "conditional" : "ambiguous";
}
