/** The playground: puts the page together, and keeps its parts up to date with what is typed. */

import { hoverTooltips, jumpToDefinitionKeymap, serverCompletion } from "@codemirror/lsp-client";
import { keymap } from "@codemirror/view";
import type { InitializationOptions, StatusParams } from "../../../server/src/lsp/ext.js";
import { clearAddress, copyLink, fromAddress } from "./address.js";
import { Can } from "./can.js";
import { element, make, withCode } from "./dom.js";
import { Editors } from "./editors.js";
import { fileBar } from "./file-bar.js";
import { Fixes } from "./fixes.js";
import { Flows } from "./flows.js";
import { LanguageClient } from "./language-client.js";
import { later } from "./later.js";
import { say, sayUndoable, sayWhyNot } from "./messages.js";
import { OpenFiles } from "./open-files.js";
import { Problems } from "./problems.js";
import { RulePage } from "./rule-page.js";
import { SAMPLE } from "./sample.js";
import { sanitize } from "./sanitize.js";
import { FOLDER, nameOf, serveFiles } from "./serve-files.js";
import type { Shared } from "./share.js";
import { workerTransport } from "./worker-transport.js";

/** How long the text or the cursor have to rest before answers are asked for again, in milliseconds. */
const REST_MS = 200;

const status = element("status", HTMLElement);

// Loads while the page is put together.
const worker = new Worker("netpol-web.js");
worker.addEventListener("error", (event) => say(`The language server ended: ${event.message ?? "it is not there"}`));

const options: InitializationOptions = { servesFiles: true, status: true };

const problems = new Problems(element("problems", HTMLElement), {
  fixes: (problem) => fixes.of(problem),
  reveal: ({ uri, diagnostic }) => editors.reveal({ uri, range: diagnostic.range }),
  open: ({ uri, diagnostic }) => editors.open({ uri, range: diagnostic.range }),
  explain: (code) => rulePage.show(code).catch(sayWhyNot),
});
let openFiles: OpenFiles | undefined;
const client = new LanguageClient({
  rootUri: FOLDER,
  initializationOptions: options,
  workspace: (it) => {
    openFiles = new OpenFiles(it);
    return openFiles;
  },
  sanitizeHTML: sanitize,
  notificationHandlers: { "netpol/status": (_, params: StatusParams) => showStatus(params) },
  extensions: [serverCompletion({ override: true }), hoverTooltips(), problems.extension],
});
const editors: Editors = new Editors(client, {
  tabs: element("tabs", HTMLElement),
  host: element("editor", HTMLElement),
  onChange: () => {
    sync();
    refresh();
  },
  onMove: () => {
    flows.note();
    if (flows.follows) refresh();
  },
});
const fixes = new Fixes(client, editors);
const rulePage = new RulePage(client, editors);
const can = new Can(client, editors);
const flows = new Flows(client, editors, element("flows", HTMLIFrameElement));

/** Every key at once would tell the server of each before it has answered to the last. */
const sync = later(20, () => client.sync());
const refresh = later(REST_MS, () => {
  can.ask().catch(sayWhyNot);
  flows.refresh().catch(sayWhyNot);
});

function showStatus({ state, files, policies, workloads, notices }: StatusParams): boolean {
  const words = `${counted(files, "file")}, ${counted(policies, "policy", "policies")}, ${counted(workloads, "workload")}`;
  status.textContent = state === "indexing" ? "Reading files…" : words;
  if (state !== "indexing") problems.published();
  element("notices", HTMLElement).replaceChildren(...notices.map((it) => make("li", "", ...withCode(it))));
  refresh();
  return true;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function put({ files, shown, question }: Shared): void {
  problems.fold();
  editors.replaceAll(files, shown);
  can.put(question ?? { from: "", to: "", protocol: "TCP" });
}

/** What is in the page now. */
function current(): Shared {
  const { shown } = editors;
  return { files: editors.texts(), ...(shown !== undefined && { shown }), question: can.question };
}

/** Does what takes something away, and offers to have it back. */
function take(what: string, work: () => void): void {
  const before = current();
  work();
  sayUndoable(what, () => put(before));
}

fileBar(editors, (name) => take(`${name} is deleted.`, () => editors.remove(name)));
element("share", HTMLButtonElement).addEventListener("click", () => void copyLink(current()));
element("reset", HTMLButtonElement).addEventListener("click", () => {
  clearAddress();
  take("This is the sample again.", () => put(SAMPLE));
});
window.addEventListener("hashchange", () => {
  void fromAddress().then((shared) => {
    if (shared !== undefined) put(shared);
  });
});

async function start(): Promise<void> {
  if (openFiles !== undefined) openFiles.show = (uri) => editors.show(nameOf(uri) ?? "");
  editors.extend([fixes.extension, keymap.of([...jumpToDefinitionKeymap])]);
  put((await fromAddress()) ?? SAMPLE);
  client.connect(
    workerTransport(
      worker,
      serveFiles(() => editors.texts()),
    ),
  );
}

void start();
