/** `textDocument/codeAction` and `codeAction/resolve`: what there is to do, and its edit when it is wanted. */

import {
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { ACTION_KINDS, type CodeAction as OfferedAction, type WorkspaceEdit } from "../../ide/index.js";
import { toOffsets } from "../from-lsp.js";
import type { Project } from "../project.js";
import type { Session } from "../session.js";
import { type ActionData, type EditedFile, SHOW_WRITTEN, SOURCE, toCodeAction, toWorkspaceEdit } from "../to-lsp.js";
import { normalUri } from "../uris.js";

/** The client's command that shows a rule's page; used only where the client says that it has it. */
const EXPLAIN_RULE = "netpol.explainRule";
/** Actions of the whole file. */
const OF_THE_FILE = "source.";
/** What is offered to an editor that names no kinds: actions of the whole file are for those who ask. */
const UNASKED_KINDS = ACTION_KINDS.filter((it) => !it.startsWith(OF_THE_FILE));

export function codeActions(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const file = normalUri(textDocument.uri);
  const project = session.projects.of(file);
  const lines = project?.workspace.lineIndexOf(file);
  if (project === undefined || lines === undefined) return [];
  const { workspace } = project;
  const { client } = session.publisher.target;
  const offered = workspace.codeActions(file, toOffsets(range, lines), context.only ?? UNASKED_KINDS);
  return (
    offered
      .filter((it) => !session.waits(file) || !it.kind.startsWith(OF_THE_FILE))
      .filter((it) => it.disabled === undefined || client.showsDisabled)
      // Who can create no files is left with those of the file at hand.
      .filter((it) => it.ifAsked === undefined || context.only !== undefined || (it.written && !client.createsFiles))
      // A file by itself has no folder to write into.
      .filter(({ written }) => written?.path === undefined || project.uriAt(written.path) !== undefined)
      .flatMap((it) => {
        if (it.explains !== undefined) return explanation(session, it, it.explains, context.diagnostics);
        const action = toCodeAction(it, textDocument.uri, context.diagnostics, client, (path) => project.uriAt(path));
        if (client.resolvesEdits || it.disabled !== undefined) return [action];
        const edit = editOf(session, { uri: textDocument.uri, id: it.id });
        return edit === undefined ? [] : [{ ...action, edit }];
      })
  );
}

/** @throws ResponseError where the text has changed since, so that the action is not there any more. */
export function resolveCodeAction(session: Session, action: CodeAction): CodeAction {
  if (action.command !== undefined && action.data === undefined) return action;
  const edit = isActionData(action.data) ? editOf(session, action.data) : undefined;
  if (edit === undefined) throw new ResponseError(LSPErrorCodes.ContentModified, "This action no longer applies here");
  return { ...action, edit };
}

/** A command of the client, or the page as a document; none where the client can show neither. */
function explanation(
  session: Session,
  { title, kind, code }: OfferedAction,
  rule: string,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const { client, linkOf } = session.publisher.target;
  const page = linkOf(rule);
  const command = client.options.commands?.includes(EXPLAIN_RULE)
    ? { title, command: EXPLAIN_RULE, arguments: [rule] }
    : client.showsDocuments && page !== undefined
      ? { title, command: SHOW_WRITTEN, arguments: [page, 0] }
      : undefined;
  if (command === undefined) return [];
  const explained = diagnostics.filter((it) => it.source === SOURCE && it.code === code);
  return [{ title, kind, command, ...(explained.length > 0 && { diagnostics: explained }) }];
}

function editOf(session: Session, { uri, id }: ActionData): CodeAction["edit"] {
  const file = normalUri(uri);
  const project = session.projects.of(file);
  const edit = project?.workspace.resolve(file, id);
  return project === undefined || edit === undefined ? undefined : lspEdit(session, project, edit);
}

/** An edit of the project's files in the protocol's form; undefined where the client cannot make it. */
export function lspEdit(session: Session, project: Project, edit: WorkspaceEdit): CodeAction["edit"] {
  const fileOf = (it: string): EditedFile | undefined => {
    const lines = project.workspace.lineIndexOf(it);
    if (lines === undefined) return undefined;
    return { uri: session.publisher.target.uriOf(it), version: session.documents.get(it)?.version ?? null, lines };
  };
  return toWorkspaceEdit(edit, session.publisher.target.client, fileOf, (path) => project.uriAt(path));
}

function isActionData(data: unknown): data is ActionData {
  return typeof data === "object" && data !== null && "uri" in data && "id" in data;
}
