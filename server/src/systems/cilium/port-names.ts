/** How Cilium reads the name of a port that pods connect to (CS-31). */

import { atLeast, type Versions } from "../../base/version.js";
import type { NamedPort } from "../../engine/program.js";
import { ciliumVersionOf } from "./version.js";

/** Up to 1.19 one number for the whole cluster, whatever policy the name is in; from 1.20 the destination's own. */
export function portNamesIn(context: { readonly versions: Versions }): NamedPort["of"] {
  return atLeast(ciliumVersionOf(context), 1, 20) ? "destination" : "cluster";
}
