/** What a user should know that is no finding: templates left alone, namespaces that are not fully in sight. */

import type { DecodedObject } from "../systems/decode-document.js";
import type { Scope } from "../model/scope.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { ignoredNotices } from "./ignored.js";
import { unreadNotices } from "./unread.js";
import { unseenNotices } from "./unseen-notices.js";

export function noticesOf(snapshot: Snapshot): Notice[] {
  const notices: Notice[] = [...unreadNotices(snapshot), ...ignoredNotices(snapshot)];
  for (const file of snapshot.files.values()) {
    if (file.template) {
      notices.push({ file: file.input.id, message: "Template: not checked before it is rendered" });
    }
    for (const document of file.documents) {
      if (!document.variables || document.decoded.objects.every(isOfController)) continue;
      const line = file.lines.positionAt(document.start).line + 1;
      notices.push({
        file: file.input.id,
        message: `The document at line ${line} holds \${VARIABLES} or a PLACE_HOLDER: not checked before it is filled in`,
      });
    }
  }
  return [...notices, ...unseenNotices(snapshot)];
}

/** Of such an object nothing is checked anyway. */
function isOfController(object: DecodedObject): boolean {
  if (object.type === "pod-source" || object.type === "chart-source") return true;
  return object.type === "workload" && object.podLabelsAt === undefined;
}

/** Namespaces with policies for which the rules rest that would have to see all their workloads. */
export function restingNamespaces(snapshot: Snapshot, scope: Scope): string[] {
  const view = snapshot.view(scope);
  return [...new Set(scope.policies.flatMap((it) => it.namespace ?? []))].filter((it) => !view.isComplete(it));
}
