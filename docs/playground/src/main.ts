/** The playground: puts the page together, and keeps its parts up to date with what is typed. */

import { hoverTooltips, jumpToDefinitionKeymap, serverCompletion } from "@codemirror/lsp-client";
import { keymap } from "@codemirror/view";
import type { InitializationOptions, StatusParams } from "../../../server/src/lsp/ext.js";
import { Can } from "./can.js";
import { element, make, withCode } from "./dom.js";
import { Editors } from "./editors.js";
import { Fixes } from "./fixes.js";
import { Flows } from "./flows.js";
import { LanguageClient } from "./language-client.js";
import { later } from "./later.js";
import { OpenFiles } from "./open-files.js";
import { Problems } from "./problems.js";
import { RulePage } from "./rule-page.js";
import { SAMPLE } from "./sample.js";
import { sanitize } from "./sanitize.js";
import { FOLDER, nameOf, serveFiles } from "./serve-files.js";
import { pack, type Shared, unpack } from "./share.js";
import { workerTransport } from "./worker-transport.js";

/** How long the text or the cursor have to rest before answers are asked for again, in milliseconds. */
const REST_MS = 200;

const status = element("status", HTMLElement);
const messages = element("message", HTMLElement);
const say = (message: string): void => {
  messages.textContent = message;
};

// Loads while the page is put together.
const worker = new Worker("netpol-web.js");
worker.addEventListener("error", (event) => say(`The language server ended: ${event.message}`));

const options: InitializationOptions = { servesFiles: true, status: true };

const problems = new Problems(element("problems", HTMLElement), {
  fixes: (problem) => fixes.of(problem),
  reveal: ({ uri, diagnostic }) => editors.reveal({ uri, range: diagnostic.range }),
  open: ({ uri, diagnostic }) => editors.open({ uri, range: diagnostic.range }),
  explain: (code) => void rulePage.show(code),
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
const fixes = new Fixes(client, editors, say);
const rulePage = new RulePage(client, editors);
const can = new Can(client, editors, say);
const flows = new Flows(client, editors, element("flows", HTMLIFrameElement));

/** Every key at once would tell the server of each before it has answered to the last. */
const sync = later(20, () => client.sync());
const refresh = later(REST_MS, () => {
  void can.ask();
  void flows.refresh();
});

function showStatus({ state, files, policies, workloads, notices }: StatusParams): boolean {
  const words = `${counted(files, "file")}, ${counted(policies, "policy", "policies")}, ${counted(workloads, "workload")}`;
  status.textContent = state === "indexing" ? "Reading files…" : words;
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

/** @returns What the address holds; the sample, where it holds nothing. */
async function fromAddress(): Promise<Shared> {
  try {
    return (await unpack(location.hash)) ?? SAMPLE;
  } catch (error) {
    say(`This link cannot be read: ${error instanceof Error ? error.message : error}`);
    return SAMPLE;
  }
}

async function share(): Promise<void> {
  const { shown } = editors;
  const fragment = await pack({
    files: editors.texts(),
    ...(shown !== undefined && { shown }),
    question: can.question,
  });
  if (fragment === undefined) {
    say("These files are too long for a link.");
    return;
  }
  history.replaceState(null, "", `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Link copied. The files are in the link, and nowhere else.");
  } catch {
    say("Copy the address of this page. The files are in it, and nowhere else.");
  }
}

function nameNewFile(): void {
  const form = element("new-file", HTMLFormElement);
  const input = element("new-name", HTMLInputElement);
  form.hidden = false;
  input.value = "";
  input.focus();
}

element("share", HTMLButtonElement).addEventListener("click", () => void share());
element("reset", HTMLButtonElement).addEventListener("click", () => {
  history.replaceState(null, "", location.pathname + location.search);
  put(SAMPLE);
});
element("add", HTMLButtonElement).addEventListener("click", nameNewFile);
element("delete", HTMLButtonElement).addEventListener("click", () => {
  if (editors.shown !== undefined && editors.texts().size > 1) editors.remove(editors.shown);
  else say("The last file cannot be deleted.");
});
element("new-file", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const form = element("new-file", HTMLFormElement);
  const fault = editors.add(element("new-name", HTMLInputElement).value.trim(), "");
  form.hidden = fault === undefined;
  if (fault === undefined) editors.shownView?.focus();
  else say(fault);
});
element("new-name", HTMLInputElement).addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  element("new-file", HTMLFormElement).hidden = true;
  element("add", HTMLButtonElement).focus();
});
window.addEventListener("hashchange", () => void fromAddress().then(put));

async function start(): Promise<void> {
  if (openFiles !== undefined) openFiles.show = (uri) => editors.show(nameOf(uri) ?? "");
  editors.extend([fixes.extension, keymap.of([...jumpToDefinitionKeymap])]);
  put(await fromAddress());
  client.connect(
    workerTransport(
      worker,
      serveFiles(() => editors.texts()),
    ),
  );
}

void start();
