/** What was last told of each file's findings. Told again is only what has changed: equal lists are the very same. */

import type { FileState } from "../../workspace/file-state.js";
import type { FileId } from "../../workspace/inputs.js";
import type { Settings } from "../../workspace/settings.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { Diagnostic } from "../types.js";
import { inOrder } from "./diagnostics.js";
import type { Found } from "./found.js";
import { type Guard, tell, type Told } from "./told.js";

interface Entry {
  /** What was told of each finding, in the order in which they were found. */
  readonly told: readonly (Told | undefined)[];
  readonly inOrder: readonly Diagnostic[];
}

export class ToldFindings {
  readonly #guard: Guard;
  readonly #byFile = new Map<FileId, Entry>();
  #settings: Settings | undefined;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** Diagnostics of all of a file's findings, in the order of their places. */
  of(snapshot: Snapshot, file: FileState, found: readonly Found[]): readonly Diagnostic[] {
    if (snapshot.settings !== this.#settings) this.#byFile.clear();
    this.#settings = snapshot.settings;
    const before = this.#byFile.get(file.input.id);
    const told = found.map((it, at) => {
      const known = before?.told[at];
      return known?.movesTo(snapshot, it) === true ? known : tell(snapshot, it, this.#guard);
    });
    if (before?.told.length === told.length && told.every((it, at) => it === before.told[at])) return before.inOrder;
    const entry = { told, inOrder: told.filter((it) => it !== undefined).sort(inOrder) };
    this.#byFile.set(file.input.id, entry);
    return entry.inOrder;
  }

  /** Lets go of all other files. */
  keepOnly(files: ReadonlyMap<FileId, unknown>): void {
    for (const file of this.#byFile.keys()) if (!files.has(file)) this.#byFile.delete(file);
  }
}
