/** The lists of HTTP rules in a policy, each with the ports that it is about. */

import type { Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { ciliumPolicy, type HttpRule, itemsOf, type ToPorts } from "../../systems/cilium/model.js";

export interface HttpList {
  readonly toPorts: ToPorts;
  /** The value of `http`. */
  readonly at: Site;
  readonly rules: readonly HttpRule[];
}

/** In the order written. An empty list is none (CV-27). */
export function httpLists(policy: Policy): HttpList[] {
  const items = ciliumPolicy(policy)?.specs.flatMap(itemsOf) ?? [];
  return items
    .flatMap((it) => it.toPorts?.items ?? [])
    .flatMap((toPorts): HttpList[] => {
      const http = toPorts.rules?.http;
      return http === undefined || http.rules.length === 0 ? [] : [{ toPorts, ...http }];
    });
}

/** Expressions that every path matches. */
const ANY_PATH = new Set(["", ".*", "/.*", "^/.*", "^/.*$", "/.*$", "^.*$", ".*$", "^.*"]);

/** True for an entry that every request matches: no field, or fields that match anything. */
export function admitsEveryRequest({ method, path, host, headers, headerMatches }: HttpRule): boolean {
  return (
    ANY_PATH.has(path?.value ?? "") &&
    ["", ".*"].includes(method?.value ?? "") &&
    ["", ".*"].includes(host?.value ?? "") &&
    headers.length === 0 &&
    // With an action for a mismatch the request passes all the same (CS-36).
    headerMatches.every((it) => it.mismatch !== undefined)
  );
}
