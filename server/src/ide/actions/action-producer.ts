/** What offers code actions of one kind at a place, and makes the edit of one that it offered when that is asked for. */

import type { TextRange } from "../../base/source.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { Found } from "../findings/found.js";
import type { CodeAction, WorkspaceEdit } from "../types.js";

/** A file, and what is known of it without work that a run over all documents has to do. */
export interface ActionContext {
  readonly snapshot: Snapshot;
  readonly file: FileState;
  /**
   * Findings of the file that are shown: what its documents show by themselves, and of the last complete run what was
   * found in documents that have not changed since.
   */
  readonly findings: () => readonly Found[];
  /** The file after all fixes that may be made unasked, exactly: computed when called. */
  readonly fixAll: () => WorkspaceEdit | undefined;
}

export interface ActionRequest extends ActionContext {
  readonly range: TextRange;
}

/** An action without what its producer knows of all its actions. */
export type Offer = Omit<CodeAction, "kind">;

export interface ActionProducer {
  readonly kind: CodeAction["kind"];
  /** How the ids of its actions begin; those of no other producer do. */
  readonly prefix: string;
  /** False where there is nothing to offer, told without much work. */
  readonly when: (request: ActionRequest) => boolean;
  readonly produce: (request: ActionRequest) => readonly Offer[];
  /** Undefined for an action that does not apply any more. */
  readonly edit: (context: ActionContext, id: string) => WorkspaceEdit | undefined;
}

/** Findings in the request's range. */
export function findingsThere({ findings, range }: ActionRequest): Found[] {
  return findings().filter((it) => it.range.start <= range.end && range.start <= it.range.end);
}
