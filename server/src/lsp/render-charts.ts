/** Has the user's helm render the charts of a project, where the user trusts the workspace and has asked for it. */

import type { RenderedChart } from "../ide/index.js";
import type { OpenDocuments } from "./open-documents.js";
import type { ChartRenderer, Helm } from "./platform.js";
import type { Project } from "./project.js";
import type { IsStale } from "./schedule.js";

/** How often a run that goes on is asked whether it has become stale, in milliseconds. */
const ASK_MS = 100;

export class ChartRendering {
  readonly #project: Project;
  readonly #documents: OpenDocuments;
  readonly #isTrusted: boolean;
  readonly #helm: Helm | undefined;
  #renderer: { readonly program: string; readonly it: ChartRenderer } | undefined;

  /**
   * @param isTrusted The client says that programs may be run for the workspace.
   * @param helm Undefined where no program can be run.
   */
  constructor(project: Project, documents: OpenDocuments, isTrusted: boolean, helm: Helm | undefined) {
    this.#project = project;
    this.#documents = documents;
    this.#isTrusted = isTrusted;
    this.#helm = helm;
  }

  /** True where charts are to be rendered, which may be for want of a program or of trust that they are not. */
  get isWanted(): boolean {
    const { workspace, root } = this.#project;
    return root !== undefined && workspace.settings.helm === "render";
  }

  /** Resolves to whether something other than before has come of it. What becomes stale is ended, and nothing comes of it. */
  async run(isStale: IsStale): Promise<boolean> {
    const project = this.#project;
    const { workspace, root } = project;
    const wanted = this.isWanted && root !== undefined ? workspace.chartRequests : [];
    project.unrendered = [];
    const renderer = wanted.length === 0 ? undefined : this.#findRenderer();
    const { generation } = workspace;
    const rendered = renderer === undefined ? [] : await ended(renderer, wanted, isStale);
    if (rendered === undefined) return false;
    workspace.putCharts(rendered);
    return workspace.generation !== generation;
  }

  #findRenderer(): ChartRenderer | undefined {
    const project = this.#project;
    const { helmPath } = project.settings;
    const mayRun = this.#isTrusted && this.#helm?.reaches(project.uri) === true;
    const program = mayRun ? this.#helm?.find(helmPath, project.uri) : undefined;
    if (this.#helm === undefined || program === undefined) {
      project.unrendered = [{ message: `Charts are not rendered: ${this.#why()}` }];
      return undefined;
    }
    if (this.#renderer?.program !== program) {
      const textOf = (path: string): string | undefined => {
        const file = project.uriAt(path);
        return file === undefined ? undefined : this.#documents.get(file)?.getText();
      };
      this.#renderer = { program, it: this.#helm.renderer(program, project.uri, textOf) };
    }
    return this.#renderer.it;
  }

  /** Why there is no program to run. */
  #why(): string {
    if (this.#helm === undefined) return "helm cannot be run in a browser";
    if (!this.#helm.reaches(this.#project.uri)) return "helm reads them from disk, and this is a virtual workspace";
    if (!this.#isTrusted) return "the workspace is not trusted";
    return this.#project.settings.helmPath === undefined
      ? "there is no helm on the PATH"
      : "`netpol.helmPath` is not the absolute path of an executable";
  }
}

async function ended(
  renderer: ChartRenderer,
  wanted: Parameters<ChartRenderer["render"]>[0],
  isStale: IsStale,
): Promise<readonly RenderedChart[] | undefined> {
  const abort = new AbortController();
  const asking = setInterval(() => {
    if (isStale()) abort.abort();
  }, ASK_MS);
  try {
    return await renderer.render(wanted, abort.signal);
  } finally {
    clearInterval(asking);
  }
}
