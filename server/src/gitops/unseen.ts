/** Builds whose objects are not in this workspace, with the reason. */

import type { MapValue, UnbuiltReason } from "../kustomize/index.js";
import type { PlannedBuild } from "./plan.js";

export function nothingSeen(
  by: MapValue,
  name: string,
  at: MapValue["at"],
  because: string,
  namespace: string | undefined,
  reason?: UnbuiltReason,
): PlannedBuild {
  return {
    by,
    name,
    folder: undefined,
    objects: [],
    problems: [],
    notes: [],
    unseen: [
      {
        at: at.site(),
        is: "unread",
        because,
        ...(reason === undefined ? {} : { reason }),
        ...(namespace === undefined ? {} : { namespace }),
      },
    ],
    uses: new Map(),
    folders: new Set(),
  };
}
