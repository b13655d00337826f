/** What the server finds around it, handed in by whoever starts it: it knows neither Node nor a browser itself. */

import type { ChartRequest, FileId, RenderedChart, SnippetSource } from "../ide/index.js";
import type { Disk, Soon } from "../workspace/disk.js";

export interface Platform {
  /** Left out where the server itself reaches no files. */
  readonly disk?: Disk;
  readonly installation: Installation;
  /** Left out in a browser, where no program can be run. */
  readonly helm?: Helm;
}

/** What is shipped beside the program. */
export interface Installation {
  readonly version: string;
  /** Whole policies, which are offered where a document begins. */
  readonly snippets: () => Soon<readonly SnippetSource[]>;
  /** A rule's page as Markdown, by the rule's code; undefined where it is not shipped. */
  readonly page: (code: string) => Soon<string | undefined>;
  /** Where a client can open that page. */
  readonly pageUri: (code: string) => string | undefined;
}

export interface Helm {
  /** False for folders whose files are on no disk that a program reads. */
  readonly reaches: (folder: FileId) => boolean;
  /**
   * The program to run; undefined where there is none that may be run.
   * @param set What the user has set.
   */
  readonly find: (set: string | undefined, folder: FileId) => string | undefined;
  /** @param textOf The text that counts for a file of the folder, by its path; undefined: that on disk. */
  readonly renderer: (program: string, folder: FileId, textOf: (path: string) => string | undefined) => ChartRenderer;
}

export interface ChartRenderer {
  /** Undefined when it was cancelled. */
  readonly render: (
    requests: readonly ChartRequest[],
    signal: AbortSignal,
  ) => Promise<readonly RenderedChart[] | undefined>;
}
