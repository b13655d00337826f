/** YAML → CiliumCIDRGroup (CS-27), with everything that does not fit recorded as shape problems. */

import { ciliumVersionOf } from "../version.js";
import type { CidrGroup } from "../model.js";
import { CILIUM_CIDR_GROUP } from "../schema/policy.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { CILIUM_API } from "./policy.js";
import { readMeta } from "../../../decode/object.js";
import { field, texts } from "../../../decode/read.js";
import type { DecodeSettings } from "../../../decode/settings.js";
import { walkSchema } from "../../../schema/walk.js";

const KIND = "CiliumCIDRGroup";

export function decodeCidrGroup(root: YamlNode, settings: DecodeSettings): CidrGroup {
  const list = field(field(root, "spec"), "externalCIDRs");
  const walk = {
    kind: KIND,
    system: "cilium",
    title: "Cilium",
    version: ciliumVersionOf(settings),
    nullItems: "refused",
  } as const;
  return {
    type: "resource",
    system: "cilium",
    kind: KIND,
    meta: readMeta(root, KIND, CILIUM_API),
    cidrs: texts(list),
    problems: walkSchema(root, CILIUM_CIDR_GROUP, walk).problems,
  };
}
