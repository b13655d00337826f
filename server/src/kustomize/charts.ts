/** Charts of the workspace that may be rendered: requests and results. */

import type { MapValue } from "./value.js";

/** A request to render a chart. Its paths are all inside the workspace. */
export interface ChartRequest {
  /** The chart's folder in the workspace. */
  readonly folder: string;
  readonly release: string;
  readonly namespace: string;
  /** Values above those of the chart, as YAML, the last one on top. */
  readonly values: readonly string[];
  /** The chart's own values do not count. */
  readonly withoutDefaults: boolean;
  /** `name=value` as Helm reads them, above all values. */
  readonly set: readonly { readonly value: string; readonly asString: boolean }[];
  readonly crds: boolean;
  /** Objects of hooks, and among them those that test the release. */
  readonly hooks: boolean;
  readonly tests: boolean;
}

/** What somebody who runs Helm answers; neither `output` nor `fault` is ever empty. */
export interface RenderedChart {
  /** `chartKey` of the request. */
  readonly key: string;
  /** What was printed. */
  readonly output?: string;
  /** Why nothing came of it, in one line. */
  readonly fault?: string;
}

/** What a chart comes to. */
export type ChartOutcome = { readonly objects: readonly MapValue[] } | { readonly fault: string };

/** The same text for requests that ask for the same. */
export function chartKey(request: ChartRequest): string {
  const { folder, release, namespace, values, withoutDefaults, set, crds, hooks, tests } = request;
  return JSON.stringify([folder, release, namespace, values, withoutDefaults, set, crds, hooks, tests]);
}

export const PLAIN_REQUEST = {
  values: [],
  withoutDefaults: false,
  set: [],
  crds: false,
  hooks: true,
  tests: false,
} as const satisfies Partial<ChartRequest>;
