/** Whether an HTTP request passes a list of Cilium's HTTP rules (CS-34, CS-35). */

import { RE2JS } from "re2js";
import type { HttpRule } from "../../server/src/systems/cilium/model.js";

export interface HttpRequest {
  readonly method: string;
  /** As sent: with the query string. */
  readonly path: string;
  readonly host?: string;
  /** Names in lower case. */
  readonly headers?: ReadonlyMap<string, string>;
}

/** Entries are ORed, the fields of one entry ANDed. An empty list says nothing about HTTP and admits all. */
export function admitsRequest(rules: readonly HttpRule[], request: HttpRequest): boolean {
  return rules.length === 0 || rules.some((it) => matches(it, request));
}

function matches(rule: HttpRule, request: HttpRequest): boolean {
  return (
    wholeMatch(rule.method?.value, request.method) &&
    wholeMatch(rule.path?.value, request.path) &&
    wholeMatch(rule.host?.value, request.host ?? "") &&
    rule.headers.every((it) => hasHeader(it.value, request)) &&
    rule.headerMatches.every((it) => {
      // A mismatch action lets the request through and logs or rewrites (CS-36).
      if (it.mismatch !== undefined || it.name === undefined) return true;
      const value = request.headers?.get(it.name.value.toLowerCase());
      return it.value === undefined ? value !== undefined : value === it.value.value;
    })
  );
}

/** RE2 over the whole value, never a prefix. An expression that does not compile is refused before it gets here (CV-31). */
function wholeMatch(expression: string | undefined, value: string): boolean {
  return expression === undefined || expression === "" || RE2JS.compile(expression).matches(value);
}

/** `Name: value` or `Name value`: equal to the value. Without a blank the text is the name of a header that must be there (CS-35). */
function hasHeader(written: string, request: HttpRequest): boolean {
  const blank = written.indexOf(" ");
  if (blank < 0) return request.headers?.has(written.toLowerCase()) === true;
  const name = written.slice(0, blank).replace(/:$/, "").toLowerCase();
  return request.headers?.get(name) === written.slice(blank + 1);
}
