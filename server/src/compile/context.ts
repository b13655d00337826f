/** What compiling a policy depends on besides its own text. */

import type { Version } from "../base/version.js";
import type { CidrGroup } from "../model/cilium-policy.js";
import type { Service } from "../model/scope.js";

export interface CompileContext {
  readonly ciliumVersion: Version;
  readonly services: readonly Service[];
  readonly cidrGroups: readonly CidrGroup[];
}
