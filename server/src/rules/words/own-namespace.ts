/** Why a peer only matches pods in the policy's own namespace, and what would change that. */

import type { PodsReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { quoted } from "./shape-words.js";

/** @param namespace The one that was meant. */
export function ownNamespaceOnly({ object }: Policy, peer: PodsReading, namespace: string): string {
  const entry = systemOf(object).pieces.namespaceEntry(peer, namespace);
  if (entry === undefined) return "This peer only matches pods in the policy's own namespace.";
  const key = quoted(entry.key);
  return `Without ${key}, a peer only matches pods in the policy's own namespace. Add ${key} to the same item to match pods in another one.`;
}
