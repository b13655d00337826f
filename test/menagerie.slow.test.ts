/** Pins what is found in each folder of the shared corpus, so that a change of behaviour shows as a diff. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";
import { corpusFolders, readFolder } from "./kit/folders.js";
import { CORPUS, MENAGERIE } from "./kit/repository.js";
import { snapshotText } from "./kit/snapshot.js";
import { expectFile } from "./kit/update.js";
import { checkWords } from "./kit/words.js";

const folders = corpusFolders(CORPUS);

describe.skipIf(CORPUS === undefined)("the corpus", () => {
  it.each(folders)("%s", (folder) => {
    const workspace = workspaceOf(readFolder(join(CORPUS ?? "", folder)));
    for (const diagnostic of [...workspace.allDiagnostics().values()].flat()) checkWords(diagnostic);
    expectFile(join(MENAGERIE, `${folder}.txt`), snapshotText(workspace));
  });

  it("has no snapshot of a folder that is gone", () => {
    const pinned = readdirSync(MENAGERIE).filter((it) => it.endsWith(".txt"));
    expect(pinned.map((it) => it.replace(".txt", "")).sort()).toEqual(folders);
  });
});
