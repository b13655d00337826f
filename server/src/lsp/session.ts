/** What happens between requests: projects are set up, and told what changes in the editor, on disk and in settings. */

import { DidChangeConfigurationNotification, type FileEvent } from "vscode-languageserver";
import type { FileId } from "../ide/index.js";
import type { StatusParams } from "./ext.js";
import { settingsSection } from "./from-lsp.js";
import { OpenDocuments } from "./open-documents.js";
import type { Platform } from "./platform.js";
import { Project } from "./project.js";
import { ProjectWork, type Workplace } from "./project-work.js";
import { Projects } from "./projects.js";
import { Publisher, type Surroundings } from "./publisher.js";
import { Schedule } from "./schedule.js";
import { statusOf } from "./status.js";
import { folderAt, normalUri } from "./uris.js";
import { Typing } from "./typing.js";
import { noteChange, registerWatchers } from "./watch.js";

export class Session {
  readonly documents = new OpenDocuments();
  readonly projects = new Projects();
  readonly #typing = new Typing();
  readonly publisher: Publisher;
  readonly #surroundings: Surroundings;
  readonly #workplace: Workplace;
  readonly #work = new Map<Project, ProjectWork>();
  /** Runs when nobody has typed for a while. */
  readonly #rest: Schedule;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.publisher = new Publisher(surroundings, this.documents, this.projects, this.#typing);
    const { documents, projects, publisher } = this;
    const given: unknown = settingsSection(surroundings.client.options);
    this.#workplace = { surroundings, documents, projects, publisher, typing: this.#typing, given };
    this.#rest = new Schedule(surroundings.guard, "resting", () => this.#stopTyping());
  }

  get platform(): Platform {
    return this.#surroundings.platform;
  }

  get isReady(): boolean {
    return this.projects.all().every((it) => it.ready);
  }

  /** True while what is typed in the file is not finished, so that nothing is done to all of it. */
  waits(file: FileId): boolean {
    return this.#typing.of(file)?.incomplete !== undefined;
  }

  status(): StatusParams {
    return statusOf(this.projects.all());
  }

  listen(): void {
    this.documents.listen(this.#surroundings.connection, this.#surroundings.guard, {
      opened: (file) => this.#opened(file),
      changed: (file) => this.#changed(file),
      closed: (file) => this.#closed(file),
      saved: (file) => this.#saved(file),
    });
  }

  /** Begins to read the folders; what does not lie in any of them gets a project when it is opened. */
  start(folders: readonly string[]): void {
    const { connection, client, guard } = this.#surroundings;
    // Whether a client grants these is not waited for.
    if (client.registersWatchers) guard.run("watching files", () => registerWatchers(connection));
    if (client.registersConfiguration) {
      guard.run("watching settings", async () => {
        await connection.client.register(DidChangeConfigurationNotification.type, { section: "netpol" });
      });
    }
    this.addFolders(folders);
    this.publisher.sendStatus();
  }

  /** @param folders Their URIs; those whose files cannot be listed are left out. */
  addFolders(folders: readonly string[]): void {
    const { host, disk } = this.#surroundings;
    for (const uri of folders.filter((it) => disk.reaches(it))) {
      const project = Project.folder(uri, host);
      if (this.projects.get(project.uri) === undefined) this.#add(project);
    }
    // Single documents that now lie in a folder belong to it.
    for (const project of this.projects.all()) {
      if (project.root === undefined && this.projects.of(project.uri) !== project) this.#remove(project);
    }
    this.#relistOthers();
  }

  removeFolders(folders: readonly string[]): void {
    for (const uri of folders) {
      const project = this.projects.get(folderAt(uri).toString());
      if (project !== undefined) this.#remove(project);
    }
    for (const [file] of this.documents.entries()) if (this.projects.of(file) === undefined) this.#opened(file);
    this.#relistOthers();
    this.publisher.settleSoon();
  }

  /** @param given Settings as the notification holds them; of use where the client cannot be asked. */
  configurationChanged(given: unknown): void {
    if (!this.#surroundings.client.configuration) this.#workplace.given = settingsSection(given);
    for (const project of this.projects.all()) {
      this.#surroundings.guard.run("reading settings", async () => {
        await this.#work.get(project)?.configure();
        this.#work.get(project)?.requestReading(0);
      });
    }
  }

  async filesChanged(changes: readonly FileEvent[]): Promise<void> {
    const perhapsFolders: FileId[] = [];
    for (const { uri, type } of changes) {
      const file = normalUri(uri);
      const project = this.projects.of(file);
      if (project === undefined) continue;
      const { reads, listsIfFolder } = noteChange(project, file, type);
      if (reads) this.#work.get(project)?.requestReading();
      if (listsIfFolder === true) perhapsFolders.push(file);
    }
    if (perhapsFolders.length === 0) return;
    for (const folder of await this.#surroundings.disk.foldersAmong(perhapsFolders)) {
      const project = this.projects.of(folder);
      if (project === undefined) continue;
      project.needsListing = true;
      this.#work.get(project)?.requestReading();
    }
  }

  /** Reads everything again and resolves when all is checked. */
  async checkAgain(): Promise<StatusParams> {
    this.#stopTyping();
    for (const project of this.projects.all()) {
      project.needsListing = true;
      for (const file of project.listed.keys()) project.dirty.add(file);
      await this.#work.get(project)?.checkNow();
    }
    return this.status();
  }

  dispose(): void {
    this.#rest.dispose();
    for (const work of this.#work.values()) work.dispose();
    this.publisher.pull.dispose();
  }

  #opened(file: FileId): void {
    let project = this.projects.of(file);
    if (project === undefined) {
      project = Project.singleDocument(file, this.#surroundings.host);
      this.#add(project);
    }
    const text = this.documents.get(file)?.getText() ?? "";
    // A file that the listing does not have is new, or left out on purpose: the next listing tells, also while the files of one are read.
    const isUnlisted = project.root !== undefined && !project.listed.has(file);
    if (isUnlisted) project.needsListing = true;
    if (isUnlisted && project.ready) this.#work.get(project)?.requestReading(0);
    else if (project.workspace.textOf(file) !== text) project.put(file, text);
    this.#tell(file, project);
  }

  #changed(file: FileId): void {
    const project = this.projects.of(file);
    if (project === undefined) return;
    const before = project.workspace.textOf(file);
    const text = this.documents.get(file)?.getText() ?? "";
    if (before !== undefined && project.settings.typingPause > 0) this.#type(file, project, before, text);
    project.put(file, text);
    this.#tell(file, project);
  }

  #type(file: FileId, project: Project, before: string, text: string): void {
    if (this.#typing.file !== file) this.#stopTyping();
    project.findings.hold(file);
    const end = this.documents.lastEdit(file);
    this.#typing.edited(file, { before, after: text, ...(end !== undefined && { end }) });
    this.#rest.request(project.settings.typingPause);
  }

  /** Now all is said of what was typed last. */
  #stopTyping(): void {
    const { file } = this.#typing;
    this.#typing.rest();
    const project = file === undefined ? undefined : this.projects.of(file);
    if (project === undefined) return;
    project.findings.release();
    if (project.ready) this.#work.get(project)?.requestRun(0);
  }

  #closed(file: FileId): void {
    this.publisher.pull.closed(file);
    if (this.#typing.file === file) this.#stopTyping();
    const project = this.projects.of(file);
    if (project === undefined) return;
    if (project.root === undefined) {
      this.#remove(project);
    } else {
      // From here on the disk counts: it may hold another text, or nothing at all.
      project.dirty.add(file);
      project.needsListing = true;
      this.#work.get(project)?.requestReading(0);
    }
    this.publisher.settleSoon();
  }

  /** Watched files tell of it where the client watches; elsewhere this is the moment to look at the folder again. */
  #saved(file: FileId): void {
    const project = this.projects.of(file);
    if (project?.root === undefined || this.#surroundings.client.registersWatchers) return;
    project.needsListing = true;
    this.#work.get(project)?.requestReading();
  }

  /** What the document alone tells goes out at once, and the rest is asked for. */
  #tell(file: FileId, project: Project): void {
    this.publisher.edited(file);
    if (project.ready) this.#work.get(project)?.requestRun();
  }

  #add(project: Project): void {
    const work = new ProjectWork(project, this.#workplace);
    this.projects.add(project);
    this.#work.set(project, work);
    for (const [file, document] of this.documents.entries()) {
      if (this.projects.of(file) === project) project.put(file, document.getText());
    }
    this.#surroundings.guard.run("reading settings", () => work.start());
  }

  #remove(project: Project): void {
    this.projects.remove(project);
    this.#work.get(project)?.dispose();
    this.#work.delete(project);
  }

  /** After folders came or went, files inside each other's folders may belong to another project. */
  #relistOthers(): void {
    for (const project of this.projects.all()) {
      if (!project.ready) continue;
      project.needsListing = true;
      this.#work.get(project)?.requestReading(0);
    }
  }
}
