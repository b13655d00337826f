/** Recognizes objects with a field that is not read, which may hold what seems to be missing. */

import type { Policy } from "../../model/scope.js";
import { parentPath } from "../words/shape-words.js";

/** True if the object at the path has a field that is not read, and may hold what seems to be missing. */
export function hasUnreadField({ problems }: Policy["object"], path: string): boolean {
  return problems.some((it) => (it.type === "unknown-field" || it.type === "wrong-type") && parentPath(it) === path);
}
