/** What compiling a policy depends on besides its own text. */

import type { Versions } from "../base/version.js";
import type { Namespace, ResourceObject, Service } from "../model/scope.js";
import type { CniProfile } from "./cni-profile.js";

export interface CompileContext {
  readonly versions: Versions;
  readonly services: readonly Service[];
  /** What policies refer to, of every system. */
  readonly resources: readonly ResourceObject[];
  /** By their names: labels that objects in them have by their namespace. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  /** Of the CNI that enforces the policies. */
  readonly profile: CniProfile;
}
