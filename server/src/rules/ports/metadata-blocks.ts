/** Allowed CIDR blocks that include the address where cloud providers serve credentials (NP1414). */

import { hasPort } from "../../engine/traffic.js";
import type { View } from "../../analysis/view.js";
import { type Cidr, contains, parseCidr } from "../../model/ip.js";
import type { Policy } from "../../model/scope.js";
import { allowedBlocksOf, allowedAgainBy } from "../evidence/allowed-blocks.js";
import { blocksIn } from "../evidence/written-blocks.js";
import type { Site, Sourced } from "../../base/source.js";

/** The metadata server of AWS, Azure, Google Cloud, OpenStack and others. */
export const METADATA = "169.254.169.254";
const METADATA_NETWORK: Cidr = { family: 4, first: 0xa9_fe_a9_fen, prefix: 32 };
/** It uses plain HTTP. */
const METADATA_PORT = 80;
/** A block with a prefix this long is not about everyone: its author knows what is in it. */
const NARROW = 8;

/** A block with the address. */
export interface MetadataBlock {
  readonly cidr: Sourced<string>;
  /** Where exceptions would exclude the address; empty where they cannot. */
  readonly places: readonly Site[];
}

/** In the order of the policy's rules. */
export function* metadataBlocks(policy: Policy, view: View): Iterable<MetadataBlock> {
  if (!namesWideBlock(policy)) return;
  for (const block of allowedBlocksOf(policy, view)) {
    const { direction, cidr, network, except, traffic } = block;
    if (direction !== "egress" || cidr === undefined || !hasPort(traffic, "TCP", METADATA_PORT)) continue;
    if (network === undefined || network.prefix >= NARROW || !contains(network, METADATA_NETWORK)) continue;
    if (except.some((it) => it.network && contains(it.network, METADATA_NETWORK))) continue;
    if (view.memo(isDeniedSomewhere)) continue;
    // An exception only has an effect if no other rule allows the address.
    const blocks = [block, ...(allowedAgainBy(block, METADATA_NETWORK, view) ?? [])];
    const places = blocks.flatMap(({ exceptInto }) => exceptInto ?? []);
    yield { cidr, places: places.length === blocks.length ? places : [] };
  }
}

/** Cheap, and false for most policies, so that what they allow need not be computed. */
function namesWideBlock(policy: Policy): boolean {
  return blocksIn(policy).some(({ cidr, direction }) => direction === "egress" && /\/[0-7]$/.test(cidr.value));
}

function holdsMetadata(text: string): boolean {
  const parsed = parseCidr(text);
  return parsed.ok && contains(parsed.cidr, METADATA_NETWORK);
}

/** True if some deny rule in this workspace denies the address: then there is nothing to tell an auditor. */
function isDeniedSomewhere({ scope }: View): boolean {
  return scope.policies
    .flatMap(blocksIn)
    .some(({ cidr, deny, direction }) => deny && direction === "egress" && holdsMetadata(cidr.value));
}
