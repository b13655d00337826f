/** The files of a workspace as kustomize's builds read them. */

import { memoize } from "../base/memoize.js";
import type { ChartOutcome, ChartRequest, FileTree, TreeFile } from "../kustomize/index.js";
import type { DocumentId } from "../base/source.js";
import type { Charts } from "./charts.js";
import type { DocumentHomes } from "./document-homes.js";
import type { Edits } from "./edits.js";
import type { FileState } from "./file-state.js";
import type { FileId } from "./inputs.js";
import type { Layout } from "./layout.js";

/** Documents are parsed when somebody asks for them: most files are only asked for their text. */
const asTreeFile = memoize(({ input, yaml }: FileState): TreeFile => {
  let documents: TreeFile["documents"] | undefined;
  return {
    path: input.path,
    text: input.text,
    get documents() {
      documents ??= yaml.documents.map((it) => it.parsed ?? it.later.get());
      return documents;
    },
  };
});

export class WorkspaceTree implements FileTree {
  readonly layout: Layout;
  readonly charts: Charts;
  readonly #files: ReadonlyMap<FileId, FileState>;
  readonly #edits: Edits;
  readonly #homes: DocumentHomes;

  constructor(
    layout: Layout,
    files: ReadonlyMap<FileId, FileState>,
    charts: Charts,
    edits: Edits,
    homes: DocumentHomes,
  ) {
    this.layout = layout;
    this.charts = charts;
    this.#files = files;
    this.#edits = edits;
    this.#homes = homes;
  }

  changedSince(earlier: FileTree): ReadonlySet<string> | undefined {
    return earlier instanceof WorkspaceTree ? this.#edits.since(earlier.#edits) : undefined;
  }

  /** The file that a document is in, or was in. */
  homeOf(document: DocumentId): FileState | undefined {
    const home = this.#homes.of(document);
    return home === undefined ? undefined : this.#files.get(home);
  }

  /** The file at a path as it was read. */
  stateOf(path: string): FileState | undefined {
    const id = this.layout.idOf.get(path);
    return id === undefined ? undefined : this.#files.get(id);
  }

  file(path: string): TreeFile | "unread" | undefined {
    const file = this.stateOf(path);
    if (file === undefined) return undefined;
    // What a template will say nobody knows yet.
    return file.input.unread === true || file.template ? "unread" : asTreeFile(file);
  }

  template(path: string): string | undefined {
    const input = this.stateOf(path)?.input;
    return input?.unread === true ? undefined : input?.text;
  }

  chart(request: ChartRequest): ChartOutcome | undefined {
    return this.charts.ask(request);
  }

  real(path: string): string {
    return this.layout.real(path);
  }

  isFolder(path: string): boolean {
    return this.layout.isFolder(path);
  }

  names(folder: string): readonly string[] {
    return this.layout.namesIn(folder);
  }
}
