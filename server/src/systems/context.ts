/** What compiling a policy depends on besides its own text. */

import type { Versions } from "../base/version.js";
import type { ResourceObject, Service } from "../model/scope.js";
import type { CniProfile } from "./cni-profile.js";

export interface CompileContext {
  readonly versions: Versions;
  readonly services: readonly Service[];
  /** What policies refer to, of every system. */
  readonly resources: readonly ResourceObject[];
  /** Of the CNI that enforces the policies. */
  readonly profile: CniProfile;
}
