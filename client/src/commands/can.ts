/** Command "Can A Talk to B?": two ends and a port are picked; the answer is a document that follows the files. */

import * as vscode from "vscode";
import type { CanParams, EndsParams, EndsResult, PlaceArgument } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { type CanAnswers, questionUri } from "./can-answers";
import { columnBeside } from "./column-beside";
import { isPlaceArgument } from "./place-argument";
import { requireClient } from "./require-client";

const SUMMARY_PROMPT = "Port and protocol, such as 443 or 53/UDP. Leave empty for a summary of all ports.";

/** @param given Ends that are known already, or the place of one that is offered first: from a test, or from a link. */
export async function askCan(ctx: Ctx, answers: CanAnswers, given?: unknown): Promise<void> {
  if (requireClient(ctx) === undefined) return;
  const question = isQuestion(given)
    ? given
    : await pickQuestion(ctx, SUMMARY_PROMPT, isPlaceArgument(given) ? given : undefined);
  if (question === undefined) return;
  const uri = questionUri(question);
  answers.refresh(uri);
  // Its lines are long, and it is read beside the files: they wrap (package.json, `configurationDefaults`).
  const opened = await vscode.workspace.openTextDocument(uri);
  const document = await vscode.languages.setTextDocumentLanguage(opened, "netpol-answer");
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: columnBeside() });
}

/** @param portPrompt What is said of the port. @param place Of the end that is offered first; left out, the cursor's. */
export async function pickQuestion(
  ctx: Ctx,
  portPrompt: string,
  place?: PlaceArgument,
): Promise<CanParams | undefined> {
  const { ends, here } = await endsOf(ctx, place);
  const refusalOf = (typed: string): Promise<string | undefined> => whyRefused(ctx, typed);
  const from = await pickEnd("FROM: the source of the connection", ends, refusalOf, here);
  if (from === undefined) return undefined;
  const to = await pickEnd(`TO: the destination of connections from ${from}`, ends, refusalOf);
  if (to === undefined) return undefined;
  const port = await vscode.window.showInputBox({
    title: `${from} → ${to}`,
    prompt: portPrompt,
    validateInput: (text) =>
      readPort(text) === undefined ? "A port from 1 to 65535, optionally followed by /UDP or /SCTP" : undefined,
  });
  const channel = port === undefined ? undefined : readPort(port);
  return channel === undefined ? undefined : { from, to, ...channel };
}

async function endsOf(ctx: Ctx, place: PlaceArgument | undefined): Promise<EndsResult> {
  const editor = vscode.window.activeTextEditor;
  const { client } = ctx;
  if (client === undefined) return { ends: [] };
  const params: EndsParams = place
    ? { textDocument: { uri: place.uri }, position: place.position }
    : editor === undefined
      ? {}
      : client.code2ProtocolConverter.asTextDocumentPositionParams(editor.document, editor.selection.active);
  return client.sendRequest<EndsResult>(METHODS.ends, params);
}

/** Why what is typed is no end, in words for a list; undefined where it is one. */
async function whyRefused({ client }: Ctx, typed: string): Promise<string | undefined> {
  const params: EndsParams = { typed };
  const answer = await client?.sendRequest<EndsResult>(METHODS.ends, params);
  return answer?.refused?.replaceAll("`", "");
}

interface EndItem extends vscode.QuickPickItem {
  readonly isTyped?: true;
}

/** What is typed and in no list is an end too: an address, a DNS name, labels. What means no end is not taken. */
function pickEnd(
  title: string,
  ends: EndsResult["ends"],
  refusalOf: (typed: string) => Promise<string | undefined>,
  first?: string,
): Promise<string | undefined> {
  const listed = ends.map(({ id, detail }): EndItem => ({ label: id, description: detail }));
  const sorted = listed.sort((a, b) => Number(b.label === first) - Number(a.label === first));
  const picker = vscode.window.createQuickPick<EndItem>();
  picker.title = title;
  picker.placeholder = "A workload, a Service, namespace/key=value, an address, a DNS name, or world";
  picker.items = sorted;
  picker.matchOnDescription = true;
  return new Promise((resolve) => {
    const offer = (text: string, description: string): void => {
      picker.items = [...sorted, { label: text, description, alwaysShow: true, isTyped: true }];
    };
    picker.onDidChangeValue(async (text) => {
      const wanted = text.toLowerCase();
      const matching = sorted.filter((it) => it.label.toLowerCase().includes(wanted));
      // A part of a name means the name: only what can be an end by itself is offered beside those that have it.
      const isOffered =
        text !== "" && (matching.length === 0 || (/[.:=/]/.test(text) && !matching.some((it) => it.label === text)));
      if (isOffered) offer(text, "as typed");
      else picker.items = sorted;
      const [best] = matching;
      if (text !== "" && best !== undefined) picker.activeItems = [best];
      // Beside names that fit, a text that means nothing by itself is just not finished.
      if (!isOffered || best !== undefined) return;
      const refused = await refusalOf(text);
      if (refused !== undefined && picker.value === text) offer(text, refused);
    });
    picker.onDidAccept(async () => {
      const [chosen] = picker.selectedItems;
      if (chosen === undefined) return;
      const refused = chosen.isTyped ? await refusalOf(chosen.label) : undefined;
      if (refused === undefined) {
        resolve(chosen.label);
        picker.dispose();
      } else if (picker.value === chosen.label) offer(chosen.label, refused);
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** Undefined for what is no port; nothing for no port. */
function readPort(text: string): Pick<CanParams, "port" | "protocol"> | undefined {
  if (text.trim() === "") return {};
  const match = /^\s*(\d{1,5})(?:\/(TCP|UDP|SCTP))?\s*$/i.exec(text);
  const port = Number(match?.[1]);
  if (match === null || port < 1 || port > 65535) return undefined;
  return { port, protocol: match[2]?.toUpperCase() ?? "TCP" };
}

export function isQuestion(given: unknown): given is CanParams {
  return typeof given === "object" && given !== null && "from" in given && "to" in given;
}
