/** What a user should know that is no finding: templates left alone or read in part, namespaces that are not fully in sight. */

import type { DecodedObject } from "../systems/decode-document.js";
import type { Scope } from "../model/scope.js";
import { holdsPlaceholder } from "../syntax/placeholder.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { ignoredNotices } from "./ignored.js";
import { unreadNotices } from "./unread.js";
import { unseenNotices } from "./unseen-notices.js";

export function noticesOf(snapshot: Snapshot): Notice[] {
  const notices: Notice[] = [...unreadNotices(snapshot), ...ignoredNotices(snapshot)];
  for (const file of snapshot.files.values()) {
    if (file.template) {
      const message =
        snapshot.maskedIn(file).length > 0
          ? "Template of a chart: only what holds for any values is checked"
          : "Template: not checked before it is rendered";
      notices.push({ file: file.input.id, message });
    }
    for (const document of file.documents) {
      if (!document.variables || document.decoded.objects.every(isOfController)) continue;
      const line = file.lines.positionAt(document.start).line + 1;
      notices.push({
        file: file.input.id,
        message: `The document at line ${line} is a template, with placeholders or values that are set later: not checked`,
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
  const namespaces = new Set(scope.policies.flatMap((it) => it.namespace ?? []));
  return [...namespaces].filter((it) => !holdsPlaceholder(it) && !view.isComplete(it));
}
