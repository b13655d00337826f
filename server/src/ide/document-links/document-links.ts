/** Words of a file that lead elsewhere: names of rules to their pages, paths to the files that they name. */

import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { DocumentLink } from "../types.js";
import { pathLinks } from "./path-links.js";
import { ruleLinks } from "./rule-links.js";

/** In order of their places. */
export function documentLinks(snapshot: Snapshot, file: FileState): DocumentLink[] {
  return [...ruleLinks(file), ...pathLinks(snapshot, file)].sort((a, b) => a.range.start - b.range.start);
}
