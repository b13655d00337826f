/** Paths of HTTP rules that are not expressions, and whether the paths below were probably meant too (NP1523). */

import type { Severity } from "../rule.js";
import { PLACEHOLDER } from "./http-slips.js";

/** Characters that make a path an expression; a dot alone does not. */
const EXPRESSION = /[\\^$*+?()[\]{}|]/;
/** Last segments of a path that always have more below them. */
const STEM = /^(api|apis|rest|v\d+((alpha|beta)\d*)?)$/i;
/** Last segments that are one resource: a file, endpoints for probes and scrapers, a gRPC method. */
const LEAF = /\.[a-z0-9]{1,5}$|^(metrics|health|healthz?|ready|readyz|live|livez|ping|status|version|login|logout)$/i;
const GRPC = /^\/[\w-]+(\.[\w-]+)+\/[A-Z]\w*$/;

/** Undefined for an expression, for a path that is one resource, and for a route with a placeholder, which NP1524 reports. */
export function plainPathSeverity(path: string): Severity | undefined {
  if (!path.startsWith("/") || EXPRESSION.test(path) || PLACEHOLDER.test(path)) return undefined;
  const last = path.slice(path.lastIndexOf("/") + 1);
  // The root is a page by itself.
  if (path === "/") return "info";
  if (last === "" || STEM.test(last)) return "warning";
  return LEAF.test(last) || GRPC.test(path) ? undefined : "info";
}

/** The path as an expression with everything below it. */
export function withBelow(path: string): string {
  return path.endsWith("/") ? `${path}.*` : `${path}(/.*)?(\\?.*)?`;
}
