/** Compares what policies say, whatever their places in text. */

import type { Policy } from "../../model/scope.js";

/** True when both policies ask for the same: all but their metadata is equal, read as the cluster reads it. */
export function haveSameContent(a: Policy, b: Policy): boolean {
  return contentOf(a.object) === contentOf(b.object);
}

/** A piece of a policy in text, without its places: equal for pieces that say the same. */
export function contentOf(piece: object): string {
  return JSON.stringify(piece, (key, value: unknown) =>
    key === "meta" || key === "problems" || isSite(value) ? undefined : value,
  );
}

function isSite(value: unknown): boolean {
  return typeof value === "object" && value !== null && "document" in value && "node" in value && "part" in value;
}
