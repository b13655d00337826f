/** Hovers on fields: what one means, and how its empty, missing and null forms are read. */

import {
  CILIUM_CIDR_GROUP,
  CILIUM_CLUSTERWIDE_NETWORK_POLICY,
  CILIUM_NETWORK_POLICY,
} from "../systems/cilium/schema/policy.js";
import { NETWORK_POLICY } from "../systems/kubernetes/schema.js";
import { fieldOf } from "../schema/lookup.js";
import type { ObjectSchema } from "../schema/schema.js";
import type { Block } from "./types.js";

const SCHEMAS: Readonly<Record<string, ObjectSchema>> = {
  NetworkPolicy: NETWORK_POLICY,
  CiliumNetworkPolicy: CILIUM_NETWORK_POLICY,
  CiliumClusterwideNetworkPolicy: CILIUM_CLUSTERWIDE_NETWORK_POLICY,
  CiliumCIDRGroup: CILIUM_CIDR_GROUP,
};

/** @param path Keys from the object's root, list items left out. */
export function fieldBlocks(kind: string, path: readonly string[]): Block[] {
  const schema = Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind] : undefined;
  const field = schema === undefined ? undefined : fieldOf(schema, path);
  if (field === undefined) return [];
  const readings = [
    field.empty === undefined ? [] : [`empty: ${field.empty}`],
    field.missing === undefined ? [] : [`missing: ${field.missing}`],
    field.null === undefined ? [] : [`nothing after the colon: ${field.null}`],
  ].flat();
  const blocks: Block[] = [{ type: "text", text: `\`${path.at(-1)}\`: ${field.doc}` }];
  if (readings.length > 0) blocks.push({ type: "list", items: readings });
  return blocks;
}
