/**
 * Gets problems and the status to the client, pushed or pulled. What depends on an edited document alone goes out at once;
 * the rest when a run over all documents has ended.
 */

import type { Connection } from "vscode-languageserver";
import type { FileId, Host } from "../ide/index.js";
import type { Disk } from "../workspace/disk.js";
import type { Client } from "./client.js";
import { METHODS } from "./ext.js";
import { type Convert, NOTHING, type Report } from "./findings.js";
import type { Guard } from "./guard.js";
import type { OpenDocuments } from "./open-documents.js";
import type { Installation, Platform } from "./platform.js";
import type { Project } from "./project.js";
import type { Projects } from "./projects.js";
import { Pull } from "./pull.js";
import { Push, type Reports } from "./push.js";
import { Refreshes } from "./refreshes.js";
import { type IsStale, nextTurn } from "./schedule.js";
import { statusOf } from "./status.js";
import type { Typing } from "./typing.js";
import { type Target, toDiagnostic } from "./to-lsp.js";

export interface Surroundings {
  readonly connection: Connection;
  readonly client: Client;
  readonly guard: Guard;
  readonly host: Host;
  readonly platform: Platform;
  readonly disk: Disk;
}

export class Publisher {
  readonly target: Target;
  readonly pull: Pull;
  readonly convert: Convert;
  readonly #surroundings: Surroundings;
  readonly #documents: OpenDocuments;
  readonly #projects: Projects;
  readonly #typing: Typing;
  readonly #push: Push;
  readonly #refreshes: Refreshes;
  /** Files edited since the last publication, and how many edits there have been in all. */
  readonly #edited = new Set<FileId>();
  #edits = 0;
  #lastStatus = "";
  #lastNotices = "";

  constructor(surroundings: Surroundings, documents: OpenDocuments, projects: Projects, typing: Typing) {
    const { connection, client, guard, platform } = surroundings;
    this.#surroundings = surroundings;
    this.#documents = documents;
    this.#projects = projects;
    this.#typing = typing;
    this.#refreshes = new Refreshes(surroundings, projects);
    const template = client.options.ruleLink;
    this.target = {
      client,
      uriOf: (file) => documents.clientUri(file),
      linkOf: template === undefined ? pageLinks(platform.installation) : (code) => template.replaceAll("{code}", code),
    };
    this.convert = (diagnostic, fades) => toDiagnostic(diagnostic, this.target, fades);
    const reports: Reports = { files: () => this.#filesWithReports(), of: (file) => this.#reportOf(file) };
    this.pull = new Pull(connection, documents, reports, guard);
    this.#push = new Push(connection, documents, reports, (file) => {
      if (!client.pullsDiagnostics) return true;
      return !documents.has(file) && !this.pull.coversWorkspace;
    });
  }

  /** Sends what an opened or edited document shows by itself, once for all edits that arrive together. */
  edited(file: FileId): void {
    if (this.#edited.size === 0) this.#surroundings.guard.run("publishing", () => this.#publishEdited());
    this.#edited.add(file);
    this.#edits++;
  }

  /** Sends all that has changed. Gives up when it becomes stale. */
  async settle(isStale: IsStale): Promise<void> {
    await this.#push.settle(isStale);
    if (this.#surroundings.client.pullsDiagnostics) await this.pull.settle();
    this.#refreshes.send();
    this.sendStatus();
  }

  /** As `settle`, after what is being handled: lets go of what is published for files that no project has any more. */
  settleSoon(): void {
    this.#surroundings.guard.run("publishing", async () => {
      await nextTurn();
      await this.settle(() => false);
    });
  }

  sendStatus(): void {
    const { connection, client, guard, host } = this.#surroundings;
    const status = statusOf(this.#projects.all());
    const notices = status.notices.join("\n");
    if (notices !== this.#lastNotices && notices !== "") host.log(notices);
    this.#lastNotices = notices;
    if (client.options.status !== true) return;
    const said = JSON.stringify(status);
    if (said === this.#lastStatus) return;
    this.#lastStatus = said;
    guard.run("sending the status", () => connection.sendNotification(METHODS.status, status));
  }

  /** Messages are handled one in a turn: as long as each turn brings another edit, there is more to wait for. */
  async #publishEdited(): Promise<void> {
    let seen: number;
    do {
      seen = this.#edits;
      await nextTurn();
      await nextTurn();
    } while (seen !== this.#edits);
    const edited = [...this.#edited];
    this.#edited.clear();
    for (const file of edited) this.#push.send(file);
  }

  *#filesWithReports(): Iterable<FileId> {
    for (const project of this.#projects.all()) yield* project.findings.files;
  }

  #reportOf(file: FileId): Report {
    const project = this.#projects.of(file);
    const open = this.#documents.has(file);
    if (project === undefined || project.workspace.textOf(file) === undefined) return NOTHING;
    if (project.settings.workspaceDiagnostics === "openFiles" && !open) return NOTHING;
    // Between runs, only an open document is looked at anew: all others wait for the next.
    const { findings } = project;
    const typed = this.#typing.of(file);
    const report =
      findings.isCurrent || !open
        ? findings.complete(file, this.convert, typed)
        : findings.interim(file, this.convert, typed);
    return this.#showsSyntax(file, project) ? report : (report.withoutSyntax ?? report);
  }

  /** Others report faults of syntax only in what is open, and only as YAML. */
  #showsSyntax(file: FileId, { settings }: Project): boolean {
    if (settings.yamlSyntaxErrors !== "auto") return settings.yamlSyntaxErrors === "on";
    const isReported = this.#surroundings.client.options.reportsYamlSyntax === true;
    return !(isReported && this.#documents.get(file)?.languageId === "yaml");
  }
}

/** Links to the pages that are shipped, each looked for once. */
function pageLinks({ pageUri }: Installation): Target["linkOf"] {
  const links = new Map<string, string | undefined>();
  return (code) => {
    if (!links.has(code)) links.set(code, pageUri(code));
    return links.get(code);
  };
}
