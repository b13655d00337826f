/** What features answer with: plain data, offsets into the file's text, no protocol. */

import type { Position } from "../base/line-index.js";
import type { TextRange } from "../base/source.js";
import type { Persona, Severity } from "../rules/rule.js";
import type { FileId } from "../workspace/inputs.js";
import type { Name } from "./names/occurrences.js";

/** A range both ways, so that no face has to count lines. */
export interface Place {
  readonly file: FileId;
  readonly range: TextRange;
  readonly start: Position;
  readonly end: Position;
}

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface Diagnostic extends Place {
  readonly code: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly note?: string;
  readonly tag?: "unnecessary" | "deprecated";
  /** What it speaks of: a fault of syntax, a place, something that is not there, or a policy or several as a whole. */
  readonly about: "syntax" | "place" | "absence" | "whole";
  readonly object?: ObjectName;
  readonly related: readonly (Place & { readonly message: string })[];
  readonly fixes: readonly FixSummary[];
  /** Names of the scopes in which it holds, where the workspace has several and it does not hold in all. */
  readonly scopes?: readonly string[];
}

export interface FixSummary {
  readonly id: string;
  readonly title: string;
  readonly safety: "safe" | "changes-traffic";
}

/** What an edit does to traffic: nothing, allow more, allow less, or what is not known beforehand. */
export type TrafficEffect = "none" | "opens" | "narrows" | "changes";

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Edits by file; `created` files do not exist yet and are named by their path from the workspace's root. */
export interface WorkspaceEdit {
  readonly edits: ReadonlyMap<FileId, readonly TextEdit[]>;
  readonly created?: readonly { readonly path: string; readonly text: string }[];
  /** Left out where the edit is not about one finding. */
  readonly traffic?: TrafficEffect;
}

export interface CodeAction {
  /** Stable while the snapshot is; handed back to `resolve`. */
  readonly id: string;
  readonly title: string;
  readonly kind: "quickfix" | "refactor" | "source.fixAll.netpol";
  readonly preferred: boolean;
  /** Why it cannot be taken here, as a sentence. It is shown all the same, for those who look for it. */
  readonly disabled?: string;
  /** For those who ask for its kind: beside all others it is one too many. */
  readonly ifAsked?: true;
  /** Code of the diagnostic it mends. */
  readonly code?: string;
  /** Where what it writes will be, to be shown then: at the line, counted from 0, of this file or of one with a path. */
  readonly written?: { readonly line: number; readonly path?: string };
  /** Code of the rule whose page it shows. Such an action edits nothing. */
  readonly explains?: string;
}

/** Blocks of a hover or a page, rendered by `ide/markup.ts` as Markdown or plain text. */
export type Block =
  | { readonly type: "heading"; readonly text: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "list"; readonly items: readonly string[] }
  | { readonly type: "code"; readonly language: string; readonly text: string };

/** An object of a file; its range is that of the whole object. */
export interface ObjectSymbol extends Place {
  readonly kind: string;
  /** `namespace/name`, as far as they are written. */
  readonly name: string;
  readonly type: "policy" | "workload" | "namespace" | "service" | "other";
  /** Its name, or its kind where it has none. */
  readonly selection: Place;
}

/** Words that name something which manifests define or refer to. */
export interface NamedPlace extends Place {
  readonly name: Name;
  readonly role: "definition" | "reference";
}

/** The words of a name that may change. */
export interface RenameTarget extends Place {
  readonly placeholder: string;
}

export interface RenameEdit extends Place {
  readonly newText: string;
  /** The place means something else of the same name too: to be confirmed. */
  readonly isDoubtful?: true;
}

/** What a new name changes, or in one sentence why it cannot be. */
export type Rename = { readonly edits: readonly RenameEdit[] } | { readonly refused: string };

/** A note behind a line, or before a word. */
export interface InlayHint {
  /** In the file. */
  readonly offset: number;
  readonly text: string;
  readonly isBefore?: true;
}

/** A workload, or another end of its flows, as an item of a call hierarchy. */
export interface CallItem extends Place {
  /** Its name, or the rule that names it. */
  readonly selection: Place;
  readonly name: string;
  /** Its kind and namespace, and what passes. */
  readonly detail: string;
  /** `outside` the cluster, or `unseen`: pods that are not in this workspace. */
  readonly type: "workload" | "outside" | "unseen";
  /** By these the item is asked about again: an end as answers call it, and the cluster that it is in. */
  readonly id: string;
  readonly scope: string;
}

/** A caller or a called one, with the places in the caller's file that allow it. */
export interface Call {
  readonly item: CallItem;
  readonly at: readonly Place[];
}

/** Words that lead to a file of the workspace, or to the page of a rule by its code. */
export interface DocumentLink extends Place {
  readonly to: { readonly file: FileId } | { readonly rule: string };
  /** What is there. */
  readonly says: string;
}

/** Lines that fold into the first of them, both counted from 0. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
}

/** What words of a policy mean. `object`: the name of a policy, a Service, a group. */
export type TokenType =
  | "block"
  | "dns-name"
  | "pattern"
  | "entity"
  | "label-key"
  | "label-value"
  | "namespace"
  | "object";

/** Offsets count in the file; quotes are left out. */
export interface SemanticToken extends TextRange {
  readonly type: TokenType;
}

export interface Hover extends Place {
  /** True for a whole policy or a workload: what has flows to be shown. */
  readonly hasFlows?: true;
  readonly blocks: readonly Block[];
}

/** How much was read. */
export interface Contents {
  readonly files: number;
  readonly documents: number;
  readonly policies: number;
  readonly workloads: number;
}

export interface Summary extends Contents {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hints: number;
  /** Findings that comments and annotations asked to ignore. */
  readonly silenced: number;
}

export interface RuleInfo {
  readonly code: string;
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly persona: Persona;
  readonly premise: string;
}
