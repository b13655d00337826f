/** `netpol/scopes`: the clusters that the files describe, as text. */

import { type FileId, leftOutLine, scopeLines } from "../../ide/index.js";
import type { ScopesResult } from "../ext.js";
import { fileName, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";

export function scopes(session: Session): ScopesResult {
  const lines = session.projects.all().flatMap((project) => {
    const { workspace } = project;
    const list = workspace.scopes();
    const nameOf = (file: FileId): string => fileName(session, project, file);
    const leftOut = leftOutLine(list, nameOf);
    const found = list.scopes.flatMap((it) => [
      scopeName(session, project, it.name),
      ...scopeLines(it, nameOf).map((line) => `  ${line}`),
      "",
    ]);
    return leftOut === undefined ? found : [...found, leftOut, ""];
  });
  return { text: lines.join("\n") };
}
