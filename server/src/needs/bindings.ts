/** Service accounts that a RoleBinding or ClusterRoleBinding lets use the Kubernetes API. */

import { field, items, text } from "../decode/read.js";
import type { AccountRef } from "../model/need.js";
import type { YamlNode } from "../syntax/yaml-document.js";

/** Roles that only let pods run with a security context, which pods do not ask the API for. */
const FOR_ADMISSION = /(^|[-:.])(scc|psp|podsecuritypolicy|securitycontextconstraints?)([-:.]|$)/i;

export function accountsOf(root: YamlNode): AccountRef[] {
  if (FOR_ADMISSION.test(text(field(field(root, "roleRef"), "name"))?.value ?? "")) return [];
  return items(field(root, "subjects")).flatMap((it): AccountRef[] => {
    const name = text(field(it, "name"))?.value;
    if (name === undefined || text(field(it, "kind"))?.value !== "ServiceAccount") return [];
    const namespace = text(field(it, "namespace"))?.value;
    return [{ name, ...(namespace === undefined ? {} : { namespace }) }];
  });
}
