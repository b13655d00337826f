/** The version of Calico that policies meet. */

import { type Version, type Versions, versionOf } from "../../base/version.js";
import { SYSTEM } from "./model.js";

export function calicoVersionOf({ versions }: { readonly versions: Versions }): Version {
  return versionOf(versions, SYSTEM);
}
