/** Paths of HTTP rules that are no expressions, and whether more below them was likely meant (NP1523). */

import type { Severity } from "../rule.js";

/** Characters that make a path an expression; a dot alone does not. */
const EXPRESSION = /[\\^$*+?()[\]{}|]/;
/** Last pieces of a path behind which there is always more. */
const STEM = /^(api|apis|rest|v\d+((alpha|beta)\d*)?)$/i;
/** Last pieces that stand for one resource: a file, what probes and scrapers ask for, a method of gRPC. */
const LEAF = /\.[a-z0-9]{1,5}$|^(metrics|health|healthz?|ready|readyz|live|livez|ping|status|version|login|logout)$/i;
const GRPC = /^\/[\w-]+(\.[\w-]+)+\/[A-Z]\w*$/;

/** Undefined for an expression, and for a path that stands for one resource. */
export function plainPathSeverity(path: string): Severity | undefined {
  if (!path.startsWith("/") || EXPRESSION.test(path)) return undefined;
  const last = path.slice(path.lastIndexOf("/") + 1);
  // The root alone is a page that exists.
  if (path === "/") return "info";
  if (last === "" || STEM.test(last)) return "warning";
  return LEAF.test(last) || GRPC.test(path) ? undefined : "info";
}

/** The path as an expression with everything below it. */
export function withBelow(path: string): string {
  return path.endsWith("/") ? `${path}.*` : `${path}(/.*)?(\\?.*)?`;
}
