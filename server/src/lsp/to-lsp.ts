/** Pure conversions from the façade's plain data to the protocol's. */

import type { LineIndex } from "../base/line-index.js";
import { type Block, type CodeAction, type Diagnostic, type Hover, renderMarkdown, renderText } from "../ide/index.js";
import type { FileId, TrafficEffect, WorkspaceEdit } from "../ide/index.js";
import type { Place } from "../ide/index.js";
import * as lsp from "vscode-languageserver";
import type { Client } from "./client.js";

/** What conversions need to know of the other end. */
export interface Target {
  readonly client: Client;
  /** The client's own spelling of a file's URI. */
  readonly uriOf: (file: FileId) => string;
  /** Where a rule's page is, if there is one to link to. */
  readonly linkOf: (code: string) => string | undefined;
}

const SEVERITIES = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  info: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
} as const;

const TAGS = { unnecessary: lsp.DiagnosticTag.Unnecessary, deprecated: lsp.DiagnosticTag.Deprecated } as const;

export const SOURCE = "netpol";

export function toRange({ start, end }: Pick<Place, "start" | "end">): lsp.Range {
  return { start: { ...start }, end: { ...end } };
}

/** @param fades False where the text is not to fade, though the finding says that it does nothing. */
export function toDiagnostic(diagnostic: Diagnostic, target: Target, fades: boolean): lsp.Diagnostic {
  const { client } = target;
  const tag = diagnostic.tag === "unnecessary" && !fades ? undefined : diagnostic.tag;
  const href = client.codeDescription ? target.linkOf(diagnostic.code) : undefined;
  return {
    range: toRange(diagnostic),
    severity: SEVERITIES[diagnostic.severity],
    source: SOURCE,
    code: diagnostic.code,
    message: messageOf(diagnostic),
    ...(href !== undefined && { codeDescription: { href } }),
    ...(client.diagnosticTags && tag !== undefined && { tags: [TAGS[tag]] }),
    ...(client.relatedInformation &&
      diagnostic.related.length > 0 && {
        relatedInformation: diagnostic.related.map((it) => ({
          location: { uri: target.uriOf(it.file), range: toRange(it) },
          message: it.message,
        })),
      }),
  };
}

/** What is wrong, where it does not hold everywhere, and on a line of its own why it matters. */
function messageOf({ message, note, scopes }: Diagnostic): string {
  const said = scopes === undefined || scopes.length === 0 ? message : `${message} (in ${scopes.join(", ")})`;
  return note === undefined ? said : `${said}\n${note}`;
}

export function toHover(hover: Hover, client: Client, after: readonly Block[] = []): lsp.Hover {
  const blocks = [...hover.blocks, ...after];
  return {
    contents: client.markdownHover
      ? { kind: lsp.MarkupKind.Markdown, value: renderMarkdown(blocks) }
      : { kind: lsp.MarkupKind.PlainText, value: renderText(blocks) },
    range: toRange(hover),
  };
}

/** What rides along with a code action until its edit is asked for. */
export interface ActionData {
  readonly uri: string;
  readonly id: string;
}

/** The command that comes with an action whose text is not where the cursor is: it has that place shown. */
export const SHOW_WRITTEN = "netpol.showWritten";

/**
 * @param uriAt URI of a file to be created, from its path below the workspace's root.
 * @param diagnostics The diagnostics the client asked about: those that the action mends are named in it. */
export function toCodeAction(
  action: CodeAction,
  uri: string,
  diagnostics: readonly lsp.Diagnostic[],
  client: Client,
  uriAt: (path: string) => string | undefined,
): lsp.CodeAction {
  const { written } = action;
  const shown = written?.path === undefined ? uri : uriAt(written.path);
  const mended =
    action.code === undefined ? [] : diagnostics.filter((it) => it.source === SOURCE && it.code === action.code);
  return {
    title: action.title,
    kind: action.kind,
    ...(mended.length > 0 && { diagnostics: mended }),
    ...(client.isPreferred && action.preferred && { isPreferred: true }),
    ...(action.disabled !== undefined && { disabled: { reason: action.disabled } }),
    ...(client.showsDocuments &&
      written !== undefined &&
      shown !== undefined && {
        command: { title: "Show the new text", command: SHOW_WRITTEN, arguments: [shown, written.line] },
      }),
    data: { uri, id: action.id } satisfies ActionData,
  };
}

/** What a client says of an edit beside it; one that allows more traffic it shows before it makes it. */
const ANNOTATIONS: Readonly<Record<TrafficEffect, lsp.ChangeAnnotation>> = {
  none: { label: "Does not change traffic" },
  opens: { label: "Opens: allows more traffic", needsConfirmation: true },
  narrows: { label: "Narrows: allows less traffic" },
  changes: { label: "Changes traffic" },
};

/** What turns the edits of a file into the protocol's: its lines, its URI, and its version where it is open. */
export interface EditedFile {
  readonly uri: string;
  readonly version: number | null;
  readonly lines: LineIndex;
}

/**
 * @param fileOf Undefined for a file that has gone since.
 * @param uriAt URI of a file to be created, from its path below the workspace's root.
 * @returns undefined where the client cannot carry the edit out, or a file it changes has gone.
 */
export function toWorkspaceEdit(
  edit: WorkspaceEdit,
  client: Client,
  fileOf: (file: FileId) => EditedFile | undefined,
  uriAt: (path: string) => string | undefined,
): lsp.WorkspaceEdit | undefined {
  const { traffic } = edit;
  const annotation = client.annotatesEdits ? traffic : undefined;
  const annotated = annotation === undefined ? {} : { annotationId: annotation };
  const changed: { file: EditedFile; edits: lsp.TextEdit[] }[] = [];
  for (const [id, edits] of edit.edits) {
    const file = fileOf(id);
    if (file === undefined) return undefined;
    const toPosition = (offset: number): lsp.Position => ({ ...file.lines.positionAt(offset) });
    changed.push({
      file,
      edits: edits.map(({ range, newText }) => ({
        range: { start: toPosition(range.start), end: toPosition(range.end) },
        newText,
        ...annotated,
      })),
    });
  }
  const created = edit.created ?? [];
  if (!client.documentChanges) {
    if (created.length > 0) return undefined;
    return { changes: Object.fromEntries(changed.map(({ file, edits }) => [file.uri, edits])) };
  }
  const documentChanges: NonNullable<lsp.WorkspaceEdit["documentChanges"]> = changed.map(({ file, edits }) => ({
    textDocument: { uri: file.uri, version: file.version },
    edits,
  }));
  for (const { path, text } of created) {
    const uri = uriAt(path);
    if (uri === undefined || !client.createsFiles) return undefined;
    const start = { line: 0, character: 0 };
    documentChanges.push(
      { kind: "create", uri, options: { ignoreIfExists: false } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    );
  }
  return {
    documentChanges,
    ...(annotation !== undefined && { changeAnnotations: { [annotation]: ANNOTATIONS[annotation] } }),
  };
}
