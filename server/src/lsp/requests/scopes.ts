/** `netpol/scopes`: the clusters that the files describe, as text. */

import { type FileId, leftOutLine, scopeLines } from "../../ide/index.js";
import type { ScopesResult } from "../ext.js";
import type { Session } from "../session.js";

export function scopes({ projects }: Session): ScopesResult {
  const lines = projects.all().flatMap(({ workspace }) => {
    const list = workspace.scopes();
    const nameOf = (file: FileId): string => workspace.nameOf(file);
    const leftOut = leftOutLine(list, nameOf);
    const found = list.scopes.flatMap((it) => [it.name, ...scopeLines(it, nameOf).map((line) => `  ${line}`), ""]);
    return leftOut === undefined ? found : [...found, leftOut, ""];
  });
  return { text: lines.join("\n") };
}
