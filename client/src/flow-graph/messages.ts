/** What the panel and the page inside it say to each other. */

import type { GraphResult } from "../../../server/src/lsp/ext";

/** From the extension to the page. */
export interface ToPage {
  readonly type: "graph";
  readonly graph: GraphResult;
  /** Ids of workloads to point out. */
  readonly focus: readonly string[];
  /** Whether moves of the cursor change what is shown. */
  readonly follows: boolean;
}

/** From the page to the extension. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "unfold"; readonly namespace: string | undefined }
  | { readonly type: "scope"; readonly scope: string }
  | { readonly type: "follow"; readonly on: boolean }
  /** Places by their number among those of an edge; of a vertex the workload itself, or the first policy of it. */
  | { readonly type: "openEdge"; readonly edge: number; readonly place: number }
  | { readonly type: "openVertex"; readonly vertex: string; readonly member: number }
  | { readonly type: "export"; readonly format: "svg" | "mermaid" | "dot" | "csv" };
