/** What charts of the workspace come to, as somebody has rendered them, and which ones are asked for. */

import type { DocumentId } from "../base/source.js";
import { lineDocument, type LineDocument } from "../helm/line-document.js";
import { objectsIn } from "../helm/read-output.js";
import { chartKey, type ChartOutcome, type ChartRequest, type RenderedChart } from "../kustomize/index.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { FileId } from "./inputs.js";

/** The file at a path of the workspace. */
export type StateAt = (path: string) => FileState | undefined;

/** A template by its lines. */
interface Lined extends LineDocument {
  readonly read: ReadDocument;
}

interface Made {
  readonly rendered: RenderedChart;
  /** The files whose lines the objects are written in. */
  readonly files: ReadonlyMap<string, FileState | undefined>;
  readonly outcome: ChartOutcome;
}

/** What is kept of charts from one state of the workspace to the next: the same objects for the same output and templates. */
export class ChartStore {
  readonly #lined: WeakMap<FileState, Lined>;
  readonly #paths: WeakMap<YamlDocument, string>;
  readonly #made: Map<string, Made>;
  readonly #nextId: (file: FileId) => DocumentId;

  /** @param live Whose lines are shared, and what it knows begun with. */
  constructor(nextId: (file: FileId) => DocumentId, live?: ChartStore) {
    this.#nextId = nextId;
    this.#lined = live === undefined ? new WeakMap() : live.#lined;
    this.#paths = live === undefined ? new WeakMap() : live.#paths;
    this.#made = live === undefined ? new Map() : new Map(live.#made);
  }

  linesOf(file: FileState): Lined {
    let lined = this.#lined.get(file);
    if (lined === undefined) {
      const lines = lineDocument(file.input.text, this.#nextId(file.input.id));
      const decoded = { objects: [], problems: [] };
      const { document } = lines;
      const text = file.input.text;
      lined = { ...lines, read: { start: 0, text, parsed: document, decoded, variables: false, lines: true } };
      this.#lined.set(file, lined);
      this.#paths.set(document, file.input.path);
    }
    return lined;
  }

  /** The file's lines, if anything was found to be written in them. */
  knownLinesOf(file: FileState): ReadDocument | undefined {
    return this.#lined.get(file)?.read;
  }

  pathOf(document: YamlDocument): string | undefined {
    return this.#paths.get(document);
  }

  outcomeOf(rendered: RenderedChart, folder: string, stateAt: StateAt): ChartOutcome {
    const known = this.#made.get(rendered.key);
    if (known?.rendered === rendered && [...known.files].every(([path, it]) => stateAt(path) === it)) {
      return known.outcome;
    }
    const used = new Map<string, FileState | undefined>();
    const fileAt = (path: string): FileState | undefined => {
      const file = stateAt(path);
      used.set(path, file);
      return file;
    };
    const below = folder === "" ? "" : `${folder}/`;
    const chart = fileAt(`${below}Chart.yaml`);
    const outcome =
      rendered.output === undefined || chart === undefined
        ? { fault: rendered.fault ?? "its Chart.yaml is not in this workspace" }
        : { objects: objectsIn(rendered.output, (path) => this.linesOf(fileAt(`${below}${path}`) ?? chart)) };
    this.#made.set(rendered.key, { rendered, files: used, outcome });
    return outcome;
  }

  /** Lets go of all but these. */
  keepOnly(keys: ReadonlyMap<string, unknown>): void {
    for (const it of this.#made.keys()) if (!keys.has(it)) this.#made.delete(it);
  }
}

const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;

/** Answers of whoever runs Helm, by `chartKey`. */
export type RenderedCharts = ReadonlyMap<string, RenderedChart>;

export class Charts {
  /** All that was asked for, by key. */
  readonly asked = new Map<string, ChartRequest>();
  readonly rendered: RenderedCharts;
  readonly stateAt: StateAt;
  readonly #store: ChartStore;
  /** Folders of charts that have been rendered. */
  readonly #folders: ReadonlySet<string>;

  constructor(stateAt: StateAt, rendered: RenderedCharts, store: ChartStore) {
    this.stateAt = stateAt;
    this.rendered = rendered;
    this.#store = store;
    const done = [...rendered.values()].filter((it) => it.output !== undefined);
    this.#folders = new Set(done.map((it) => (JSON.parse(it.key) as [string])[0]));
  }

  /** Undefined where nobody has rendered it, and for names that no release and no namespace can have. */
  ask(request: ChartRequest): ChartOutcome | undefined {
    if (!NAME.test(request.release) || !NAME.test(request.namespace)) return undefined;
    const key = chartKey(request);
    this.asked.set(key, request);
    const rendered = this.rendered.get(key);
    return rendered === undefined ? undefined : this.#store.outcomeOf(rendered, request.folder, this.stateAt);
  }

  /** True for a file that Helm has read to render a chart: what it comes to counts in its place. */
  isRendered(path: string): boolean {
    if (this.#folders.size === 0) return false;
    for (const match of path.matchAll(/(?:^|\/)(?:templates|charts|crds)\//g)) {
      if (this.#folders.has(path.slice(0, match.index))) return true;
    }
    return false;
  }

  /** The path of the file in whose lines a rendered object is written. */
  pathOf(document: YamlDocument): string | undefined {
    return this.#store.pathOf(document);
  }
}
