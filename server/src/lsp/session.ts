/**
 * What happens between requests: projects are set up and kept in line with editor, disk and settings, and their problems
 * go out. What depends on an edited document alone goes out at once; what depends on the rest follows in one joint run.
 */

import type { Connection, FileEvent } from "vscode-languageserver/node";
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { pagePath } from "../files/pages.js";
import type { FileId, Host } from "../ide/index.js";
import type { Client } from "./client.js";
import { METHODS, type StatusParams } from "./ext.js";
import { NOTHING, type Report } from "./findings.js";
import { readEditorSettings, settingsSection } from "./from-lsp.js";
import type { Guard } from "./guard.js";
import { OpenDocuments } from "./open-documents.js";
import { Progress } from "./progress.js";
import { Project } from "./project.js";
import { Projects } from "./projects.js";
import { Pull } from "./pull.js";
import { Push, type Reports } from "./push.js";
import { type IsStale, nextTurn, Schedule, SETTLE_MS, Slices } from "./schedule.js";
import { statusOf } from "./status.js";
import { syncWithDisk } from "./sync-with-disk.js";
import { type Target, toDiagnostic } from "./to-lsp.js";
import { baseName, normalUri, uriOf } from "./uris.js";
import { noteChange, registerWatchers } from "./watch.js";

/** The two kinds of work a project has: reading, and finding problems. */
interface Work {
  readonly sync: Schedule;
  readonly analysis: Schedule;
}

export class Session {
  readonly documents = new OpenDocuments();
  readonly projects = new Projects();
  readonly target: Target;
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #guard: Guard;
  readonly #host: Host;
  readonly #push: Push;
  readonly #pull: Pull;
  readonly #work = new Map<Project, Work>();
  /** Files edited since the last publication, and how many edits there have been in all. */
  readonly #edited = new Set<FileId>();
  #edits = 0;
  /** Settings that came without being asked for; for clients that cannot be asked. */
  #given: unknown;
  #lastStatus = "";
  #lastNotices = "";

  constructor(connection: Connection, client: Client, guard: Guard, host: Host) {
    this.#connection = connection;
    this.#client = client;
    this.#guard = guard;
    this.#host = host;
    this.#given = settingsSection(client.options);
    const template = client.options.ruleLink;
    this.target = {
      client,
      uriOf: (file) => this.documents.clientUri(file),
      linkOf: template === undefined ? pageLinks() : (code) => template.replaceAll("{code}", code),
    };
    const reports: Reports = { files: () => this.#filesWithReports(), of: (file) => this.#reportOf(file) };
    this.#pull = new Pull(connection, this.documents, reports, guard);
    this.#push = new Push(connection, this.documents, reports, (file) => {
      if (!client.pullsDiagnostics) return true;
      return !this.documents.has(file) && !this.#pull.coversWorkspace;
    });
  }

  get pull(): Pull {
    return this.#pull;
  }

  get isReady(): boolean {
    return this.projects.all().every((it) => it.ready);
  }

  status(): StatusParams {
    return statusOf(this.projects.all());
  }

  listen(): void {
    this.documents.listen(this.#connection, this.#guard, {
      opened: (file) => this.#opened(file),
      changed: (file) => this.#changed(file),
      closed: (file) => this.#closed(file),
      saved: (file) => this.#saved(file),
    });
  }

  /** Begins to read the folders; what does not lie in any of them gets a project when it is opened. */
  start(folders: readonly string[]): void {
    // Whether a client grants these is not waited for.
    if (this.#client.registersWatchers) this.#guard.run("watching files", () => registerWatchers(this.#connection));
    if (this.#client.registersConfiguration) {
      this.#guard.run("watching settings", async () => {
        await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: "netpol" });
      });
    }
    this.addFolders(folders);
    this.#sendStatus();
  }

  addFolders(folders: readonly string[]): void {
    for (const root of folders) {
      const project = Project.folder(root, this.#host);
      if (this.projects.get(project.uri) === undefined) this.#add(project);
    }
    // Single documents that now lie in a folder belong to it.
    for (const project of this.projects.all()) {
      if (project.root === undefined && this.projects.of(project.uri) !== project) this.#remove(project);
    }
    this.#relistOthers();
  }

  removeFolders(folders: readonly string[]): void {
    for (const root of folders) {
      const project = this.projects.get(Project.folder(root, this.#host).uri);
      if (project !== undefined) this.#remove(project);
    }
    for (const [file] of this.documents.entries()) if (this.projects.of(file) === undefined) this.#opened(file);
    this.#relistOthers();
    this.#settleSoon();
  }

  /** @param given Settings as the notification holds them; of use where the client cannot be asked. */
  configurationChanged(given: unknown): void {
    if (!this.#client.configuration) this.#given = settingsSection(given);
    for (const project of this.projects.all()) {
      this.#guard.run("reading settings", async () => {
        await this.#configure(project);
        this.#work.get(project)?.sync.request(0);
      });
    }
  }

  filesChanged(changes: readonly FileEvent[]): void {
    for (const { uri, type } of changes) {
      const file = normalUri(uri);
      const project = this.projects.of(file);
      if (project !== undefined && noteChange(project, file, type)) this.#work.get(project)?.sync.request();
    }
  }

  /** Reads everything again and resolves when all is checked. */
  async checkAgain(): Promise<StatusParams> {
    for (const project of this.projects.all()) {
      project.needsListing = true;
      for (const file of project.listed.keys()) project.dirty.add(file);
      await this.#work.get(project)?.sync.now();
      await this.#work.get(project)?.analysis.now();
    }
    return this.status();
  }

  dispose(): void {
    for (const { sync, analysis } of this.#work.values()) {
      sync.dispose();
      analysis.dispose();
    }
    this.#pull.dispose();
  }

  #opened(file: FileId): void {
    let project = this.projects.of(file);
    if (project === undefined) {
      project = Project.singleDocument(file, this.#host);
      this.#add(project);
    }
    const text = this.documents.get(file)?.getText() ?? "";
    // A file that the listing does not have is new, or left out on purpose: the next listing tells.
    if (project.root !== undefined && project.ready && !project.listed.has(file)) {
      project.needsListing = true;
      this.#work.get(project)?.sync.request(0);
    } else if (project.workspace.textOf(file) !== text) project.put(file, text);
    this.#tell(file, project);
  }

  #changed(file: FileId): void {
    const project = this.projects.of(file);
    if (project === undefined) return;
    project.put(file, this.documents.get(file)?.getText() ?? "");
    this.#tell(file, project);
  }

  #closed(file: FileId): void {
    this.#pull.closed(file);
    const project = this.projects.of(file);
    if (project === undefined) return;
    if (project.root === undefined) {
      this.#remove(project);
    } else {
      // From here on the disk counts: it may hold another text, or nothing at all.
      project.dirty.add(file);
      project.needsListing = true;
      this.#work.get(project)?.sync.request(0);
    }
    this.#settleSoon();
  }

  /** Watched files tell of it where the client watches; elsewhere this is the moment to look at the folder again. */
  #saved(file: FileId): void {
    const project = this.projects.of(file);
    if (project?.root === undefined || this.#client.registersWatchers) return;
    project.needsListing = true;
    this.#work.get(project)?.sync.request();
  }

  /** Sends what the document alone tells, once for all edits that arrived together, and asks for the rest. */
  #tell(file: FileId, project: Project): void {
    if (this.#edited.size === 0) this.#guard.run("publishing", () => this.#publishEdited());
    this.#edited.add(file);
    this.#edits++;
    if (project.ready) this.#work.get(project)?.analysis.request(SETTLE_MS);
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

  #add(project: Project): void {
    const work: Work = {
      sync: new Schedule(this.#guard, "reading files", (isStale) => this.#sync(project, isStale)),
      analysis: new Schedule(this.#guard, "finding problems", (isStale) => this.#analyse(project, isStale)),
    };
    this.projects.add(project);
    this.#work.set(project, work);
    for (const [file, document] of this.documents.entries()) {
      if (this.projects.of(file) === project) project.put(file, document.getText());
    }
    this.#guard.run("reading settings", async () => {
      await this.#configure(project);
      await work.sync.now();
    });
  }

  #remove(project: Project): void {
    this.projects.remove(project);
    const work = this.#work.get(project);
    work?.sync.dispose();
    work?.analysis.dispose();
    this.#work.delete(project);
  }

  /** After folders came or went, files inside each other's folders may belong to another project. */
  #relistOthers(): void {
    for (const project of this.projects.all()) {
      if (!project.ready) continue;
      project.needsListing = true;
      this.#work.get(project)?.sync.request(0);
    }
  }

  async #configure(project: Project): Promise<void> {
    let given = this.#given;
    if (this.#client.configuration) {
      const answer: unknown = await this.#connection.workspace.getConfiguration({
        scopeUri: project.uri,
        section: "netpol",
      });
      given = answer ?? given;
    }
    const { settings, problems } = readEditorSettings(given);
    for (const problem of problems) this.#host.log(problem);
    const exclude = JSON.stringify(project.workspace.settings.exclude);
    const wasEnabled = project.settings.enable;
    project.settings = settings;
    project.workspace.configure(settings.workspace);
    if (!wasEnabled && settings.enable) project.needsListing = true;
    if (exclude !== JSON.stringify(project.workspace.settings.exclude)) project.needsListing = true;
  }

  async #sync(project: Project, isStale: IsStale): Promise<void> {
    const exclude = JSON.stringify(project.workspace.settings.exclude);
    const title = `netpol: reading ${baseName(project.uri)}`;
    const progress = project.ready ? undefined : new Progress(this.#connection, this.#client, this.#guard, title);
    const isOver = (): boolean => isStale() || progress?.isCancelled === true;
    try {
      const disk = {
        documents: this.documents,
        owns: (file: FileId) => this.projects.of(file) === project,
        onProgress: () => {
          if (project.progress === undefined) return;
          progress?.report(project.progress.done, project.progress.total);
          this.#sendStatus();
        },
      };
      const complete = await syncWithDisk(project, disk, isOver);
      if (!complete && isStale()) return;
      if (project.root === undefined) this.#putOpen(project);
      await this.#lookAtEach(project, isOver);
      project.ready = complete;
      project.progress = undefined;
    } finally {
      progress?.done();
    }
    // The settings file may have said only now which files to leave alone.
    if (exclude !== JSON.stringify(project.workspace.settings.exclude)) {
      project.needsListing = true;
      this.#work.get(project)?.sync.request(0);
    }
    this.#work.get(project)?.analysis.request(0);
  }

  #putOpen(project: Project): void {
    const document = this.documents.get(project.uri);
    if (document !== undefined && project.workspace.textOf(project.uri) === undefined) {
      project.put(project.uri, document.getText());
    }
  }

  /** Does in slices what a complete run would otherwise do in one piece: what each file shows by itself is kept. */
  async #lookAtEach(project: Project, isOver: IsStale): Promise<void> {
    const slices = new Slices();
    const { generation } = project.workspace;
    for (const file of project.workspace.files) {
      project.workspace.ownDiagnostics(file);
      await slices.breathe();
      if (isOver() || project.workspace.generation !== generation) return;
    }
  }

  async #analyse(project: Project, isStale: IsStale): Promise<void> {
    if (!project.ready) return;
    if (!project.findings.isCurrent) {
      const updated = await project.findings.update((it) => toDiagnostic(it, this.target), isStale);
      if (!updated) return;
      project.summary = project.workspace.summary();
      project.analysed = project.workspace.notices();
    }
    await this.#push.settle(isStale);
    if (this.#client.pullsDiagnostics) await this.#pull.settle();
    this.#sendStatus();
  }

  /** Lets go of what is published for files that no project has any more. */
  #settleSoon(): void {
    setImmediate(() =>
      this.#guard.run("publishing", async () => {
        await this.#push.settle(() => false);
        if (this.#client.pullsDiagnostics) await this.#pull.settle();
        this.#sendStatus();
      }),
    );
  }

  *#filesWithReports(): Iterable<FileId> {
    for (const project of this.projects.all()) yield* project.findings.files;
  }

  #reportOf(file: FileId): Report {
    const project = this.projects.of(file);
    if (project === undefined || project.workspace.textOf(file) === undefined) return NOTHING;
    if (project.settings.workspaceDiagnostics === "openFiles" && !this.documents.has(file)) return NOTHING;
    if (project.findings.isCurrent) return project.findings.complete(file);
    // Between runs, only an open document is looked at anew: all others wait for the next.
    if (!this.documents.has(file)) return project.findings.complete(file);
    return project.findings.interim(file, (it) => toDiagnostic(it, this.target));
  }

  #sendStatus(): void {
    const status = this.status();
    const notices = status.notices.join("\n");
    if (notices !== this.#lastNotices && notices !== "") this.#host.log(notices);
    this.#lastNotices = notices;
    if (this.#client.options.status !== true) return;
    const said = JSON.stringify(status);
    if (said === this.#lastStatus) return;
    this.#lastStatus = said;
    this.#guard.run("sending the status", () => this.#connection.sendNotification(METHODS.status, status));
  }
}

/** Links to the pages on disk, each looked for once. */
function pageLinks(): Target["linkOf"] {
  const links = new Map<string, string | undefined>();
  return (code) => {
    if (!links.has(code)) {
      const page = pagePath(code);
      links.set(code, page === undefined ? undefined : uriOf(page));
    }
    return links.get(code);
  };
}
