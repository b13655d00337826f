/** Builds whose objects are not in this workspace, with the reason. */

import { type MapValue, namesDefinitions, type UnbuiltReason } from "../kustomize/index.js";
import type { PlannedBuild } from "./plan.js";

/**
 * @param name Kind and name of what builds it.
 * @param path The folder in another repository.
 */
export function nothingSeen(
  by: MapValue,
  name: string,
  at: MapValue["at"],
  because: string,
  namespace: string | undefined,
  reason?: UnbuiltReason,
  path = "",
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
        ...(namesDefinitions(path) || namesDefinitions(name) ? { definitions: true } : {}),
        ...(namespace === undefined ? {} : { namespace }),
      },
    ],
    uses: new Map(),
    folders: new Set(),
  };
}
