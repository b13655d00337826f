/** The CIDR blocks of a policy, as written, and whether a block is inside given networks. */

import type { Sourced } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import { type Cidr, contains, parseCidr } from "../../model/ip.js";
import { type BlockPeer, peersOf, type RuleReading, rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";

/** Networks that are not part of the internet: RFC 1918, shared addresses of providers, unique local addresses. */
export const PRIVATE_NETWORKS: readonly Cidr[] = readNetworks([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
]);

export interface WrittenBlock {
  readonly cidr: Sourced<string>;
  readonly direction: Direction;
  readonly deny: boolean;
}

/** In the order of the policy's lists, without exceptions. */
export function blocksIn({ reading }: Policy): WrittenBlock[] {
  return rulesOf(reading).flatMap((rule) =>
    blocksOf(rule).map(({ cidr }) => ({ cidr, direction: rule.direction, deny: rule.verdict === "deny" })),
  );
}

/** The blocks among the peers of one rule. */
export function blocksOf(rule: RuleReading): readonly BlockPeer[] {
  return peersOf(rule).filter((it) => it.type === "block");
}

/** The networks of a setting; values that cannot be parsed are reported at the setting. */
export function readNetworks(texts: readonly string[] = []): readonly Cidr[] {
  return texts.flatMap((it) => {
    const parsed = parseCidr(it);
    return parsed.ok ? [parsed.cidr] : [];
  });
}

/** True if the whole block is inside one of the networks. */
export function isInside({ value }: Sourced<string>, networks: readonly Cidr[]): boolean {
  const parsed = parseCidr(value);
  return parsed.ok && networks.some((it) => contains(it, parsed.cidr));
}
