/** The version of Cilium that policies meet. */

import { type Version, type Versions, versionOf } from "../../base/version.js";

export function ciliumVersionOf({ versions }: { readonly versions: Versions }): Version {
  return versionOf(versions, "cilium");
}
