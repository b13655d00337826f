/** Tells objects that have a field which is not read: what seems to be missing there may be in it. */

import type { Policy } from "../../model/scope.js";
import { parentPath } from "../words/shape-words.js";

/** True when the object at the path has a field that is not read: what is missing there may be what it was meant for. */
export function hasUnreadField({ problems }: Policy["object"], path: string): boolean {
  return problems.some((it) => (it.type === "unknown-field" || it.type === "wrong-type") && parentPath(it) === path);
}
