/** Blocks let out that hold the address at which clouds hand out credentials (NP1414). */

import { hasPort } from "../../engine/traffic.js";
import type { View } from "../../analysis/view.js";
import { containsIp, parseCidr, parseIp } from "../../model/ip.js";
import type { Policy } from "../../model/scope.js";
import { allowedBlocksOf, allowedAgainBy } from "../evidence/allowed-blocks.js";
import { blocksIn } from "../evidence/written-blocks.js";
import type { Site, Sourced } from "../../base/source.js";

/** Where instances of AWS, Azure, Google Cloud, OpenStack and others ask for what they are and may do. */
export const METADATA = "169.254.169.254";
/** It speaks plain HTTP. */
const METADATA_PORT = 80;
/** A block this long or longer is not about everyone: who writes it knows what is in it. */
const NARROW = 8;

/** A block with the address. */
export interface MetadataBlock {
  readonly cidr: Sourced<string>;
  /** Where exceptions would have to go to take the address out; empty where they cannot. */
  readonly places: readonly Site[];
}

/** In the order of the policy's rules. */
export function* metadataBlocks(policy: Policy, view: View): Iterable<MetadataBlock> {
  if (!namesWideBlock(policy)) return;
  for (const block of allowedBlocksOf(policy, view)) {
    const { direction, cidr, except, traffic } = block;
    if (direction !== "egress" || cidr === undefined || !hasPort(traffic, "TCP", METADATA_PORT)) continue;
    const parsed = parseCidr(cidr.value);
    if (!parsed.ok || parsed.cidr.prefix >= NARROW || !holdsMetadata(cidr.value)) continue;
    if (except.some((it) => holdsMetadata(it.value)) || view.memo(isDeniedSomewhere)) continue;
    // An exception has an effect only if no other rule admits the address again.
    const blocks = [block, ...(allowedAgainBy(block, `${METADATA}/32`, view) ?? [])];
    const places = blocks.flatMap(({ exceptInto }) => exceptInto ?? []);
    yield { cidr, places: places.length === blocks.length ? places : [] };
  }
}

/** False for most policies, and cheap: what rules let through need not be worked out then. */
function namesWideBlock(policy: Policy): boolean {
  return blocksIn(policy).some(({ cidr, direction }) => direction === "egress" && /\/[0-7]$/.test(cidr.value));
}

function holdsMetadata(text: string): boolean {
  const [parsed, address] = [parseCidr(text), parseIp(METADATA)];
  return parsed.ok && address !== undefined && containsIp(parsed.cidr, address);
}

/** True when some deny rule in this workspace is about the address: whom it is for then need not be told for an audit. */
function isDeniedSomewhere({ scope }: View): boolean {
  return scope.policies
    .flatMap(blocksIn)
    .some(({ cidr, deny, direction }) => deny && direction === "egress" && holdsMetadata(cidr.value));
}
