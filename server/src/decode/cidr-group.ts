/** YAML → CiliumCIDRGroup (CS-27), with everything that does not fit recorded as shape problems. */

import type { CidrGroup } from "../model/cilium-policy.js";
import { CILIUM_CIDR_GROUP } from "../model/schema/cilium.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { CiliumProblems } from "./cilium-problems.js";
import { checkCidr } from "./check-cilium-cidr.js";
import { CILIUM_API } from "./cilium-policy.js";
import { LostKeys } from "./lost-keys.js";
import { readMeta } from "./object.js";
import { field, items, texts } from "./read.js";
import type { DecodeSettings } from "./settings.js";
import { walkSchema } from "./walk-schema.js";

const KIND = "CiliumCIDRGroup";

export function decodeCidrGroup(root: YamlNode, settings: DecodeSettings): CidrGroup {
  const list = field(field(root, "spec"), "externalCIDRs");
  const structure = walkSchema(root, CILIUM_CIDR_GROUP, { kind: KIND, nullItems: "refused" });
  const problems = new CiliumProblems(KIND, settings.ciliumVersion, new LostKeys(root.document, structure));
  for (const cidr of items(list)) checkCidr(problems, cidr, "spec.externalCIDRs");
  return {
    type: "cidr-group",
    meta: readMeta(root, KIND, CILIUM_API),
    cidrs: texts(list),
    problems: [...structure, ...problems.all],
  };
}
