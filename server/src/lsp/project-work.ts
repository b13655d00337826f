/**
 * The work that one project makes: its settings are asked for, its files read, its problems found. Neither reading nor finding
 * begins anew before the changes that arrive together have arrived.
 */

import type { FileId } from "../ide/index.js";
import { readEditorSettings } from "./from-lsp.js";
import type { OpenDocuments } from "./open-documents.js";
import { ChartRendering } from "./render-charts.js";
import { Progress } from "./progress.js";
import type { Project } from "./project.js";
import type { Projects } from "./projects.js";
import type { Publisher, Surroundings } from "./publisher.js";
import { type IsStale, Schedule, Slices } from "./schedule.js";
import { syncWithDisk } from "./sync-with-disk.js";
import type { Typing } from "./typing.js";
import { baseName } from "./uris.js";

/** How long charts wait for further edits before they are rendered anew, in milliseconds. */
const RENDER_MS = 400;

/** What the work of all projects shares. */
export interface Workplace {
  readonly surroundings: Surroundings;
  readonly documents: OpenDocuments;
  readonly projects: Projects;
  readonly publisher: Publisher;
  readonly typing: Typing;
  /** Settings that came without being asked for; for clients that cannot be asked. */
  given: unknown;
}

export class ProjectWork {
  readonly #project: Project;
  readonly #workplace: Workplace;
  readonly #reading: Schedule;
  readonly #finding: Schedule;
  readonly #rendering: Schedule;
  readonly #charts: ChartRendering;

  constructor(project: Project, workplace: Workplace) {
    const { guard } = workplace.surroundings;
    this.#project = project;
    this.#workplace = workplace;
    this.#reading = new Schedule(guard, "reading files", (isStale) => this.#read(isStale));
    this.#finding = new Schedule(guard, "finding problems", (isStale) => this.#find(isStale));
    this.#rendering = new Schedule(guard, "rendering charts", (isStale) => this.#render(isStale));
    const isTrusted = workplace.surroundings.client.options.trusted === true;
    this.#charts = new ChartRendering(project, workplace.documents, isTrusted, workplace.surroundings.platform.helm);
  }

  /** Asks for the settings, and reads all files as they have it. */
  async start(): Promise<void> {
    await this.configure();
    await this.#reading.now();
  }

  /** Asks for the settings, where the client can be asked. */
  async configure(): Promise<void> {
    const { surroundings, given } = this.#workplace;
    const { connection, client, host } = surroundings;
    const project = this.#project;
    let wanted = given;
    if (client.configuration) {
      const answer: unknown = await connection.workspace.getConfiguration({ scopeUri: project.uri, section: "netpol" });
      wanted = answer ?? given;
    }
    const { settings, problems } = readEditorSettings(wanted);
    for (const problem of problems) host.log(problem);
    if (!project.settings.enable && settings.enable) project.needsListing = true;
    project.settings = settings;
    project.workspace.configure(settings.workspace);
  }

  /** Asks for what has changed to be read: by default once the changes that arrive together have arrived. */
  requestReading(delay?: number): void {
    this.#reading.request(delay);
  }

  /** Asks for a run over all documents. What is typed and lacks something is not looked at together with others before it rests. */
  requestRun(delay?: number): void {
    const { typing, projects } = this.#workplace;
    const { file, isIncomplete } = typing;
    if (isIncomplete && file !== undefined && projects.of(file) === this.#project) this.#finding.cancel();
    else this.#finding.request(delay);
  }

  /** Reads what has changed, finds all problems, and resolves when they are told. */
  async checkNow(): Promise<void> {
    await this.#reading.now();
    await this.#finding.now();
    if (this.#charts.isWanted) {
      await this.#rendering.now();
      await this.#finding.now();
    }
  }

  dispose(): void {
    this.#reading.dispose();
    this.#finding.dispose();
    this.#rendering.dispose();
  }

  async #read(isStale: IsStale): Promise<void> {
    const project = this.#project;
    const { surroundings, documents, projects, publisher } = this.#workplace;
    const { connection, client, guard } = surroundings;
    const title = `netpol: reading ${baseName(project.uri)}`;
    const progress = project.ready ? undefined : new Progress(connection, client, guard, title);
    const isOver = (): boolean => isStale() || progress?.isCancelled === true;
    try {
      const reader = {
        disk: surroundings.disk,
        documents,
        owns: (file: FileId) => projects.of(file) === project,
        onProgress: () => {
          if (project.progress === undefined) return;
          progress?.report(project.progress.done, project.progress.total);
          publisher.sendStatus();
        },
      };
      const complete = await syncWithDisk(project, reader, isOver);
      if (!complete && isStale()) return;
      if (project.root === undefined) this.#putOpen();
      await this.#lookAtEach(isOver);
      project.ready = complete;
      project.stopped = !complete;
      project.progress = undefined;
    } finally {
      progress?.done();
    }
    if (project.stopped) publisher.sendStatus();
    this.requestRun(0);
  }

  #putOpen(): void {
    const project = this.#project;
    const document = this.#workplace.documents.get(project.uri);
    if (document !== undefined && project.workspace.textOf(project.uri) === undefined) {
      project.put(project.uri, document.getText());
    }
  }

  /** Does in slices what a complete run would otherwise do in one piece: what each file shows by itself is kept. */
  async #lookAtEach(isOver: IsStale): Promise<void> {
    const slices = new Slices();
    const { workspace } = this.#project;
    const { generation } = workspace;
    for (const file of workspace.files) {
      workspace.ownDiagnostics(file);
      await slices.breathe();
      if (isOver() || workspace.generation !== generation) return;
    }
  }

  async #find(isStale: IsStale): Promise<void> {
    const project = this.#project;
    const { publisher } = this.#workplace;
    if (!project.ready) return;
    // The settings file says which files to leave alone, and may have been edited.
    if (project.listingIsOutdated || project.needsListing) {
      project.needsListing = true;
      this.requestReading(0);
    }
    if (!project.findings.isCurrent) {
      const updated = await project.findings.update(publisher.convert, isStale);
      if (!updated) return;
      project.summary = project.workspace.summary();
      project.analysed = project.workspace.notices();
    }
    await publisher.settle(isStale);
    // What charts come to is told once it is there, and nothing waits for it.
    if (this.#charts.isWanted) this.#rendering.request(RENDER_MS);
  }

  async #render(isStale: IsStale): Promise<void> {
    const isNew = await this.#charts.run(isStale);
    this.#workplace.publisher.sendStatus();
    if (isNew) this.requestRun(0);
  }
}
