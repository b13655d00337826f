/**
 * Has the user's own helm render charts of a workspace: `helm template` on a copy, without repositories, plugins or settings of
 * anybody's, within limits. Whoever makes one has made sure that programs may be run for this workspace.
 */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { errorWords } from "../../helm/error-words.js";
import { chartKey, type ChartRequest, type RenderedChart } from "../../kustomize/index.js";
import { reasonOf } from "../../files/reason-of.js";
import { runProgram } from "./run-program.js";
import { chartFiles, stageChart } from "./stage-chart.js";

export interface Limits {
  /** Milliseconds for one chart. */
  readonly timeoutMs: number;
  /** Bytes that one chart may come to. */
  readonly mostOutput: number;
}

const LIMITS: Limits = { timeoutMs: 30_000, mostOutput: 20 * 1024 * 1024 };

interface Known {
  /** What the answer was made of. */
  readonly madeOf: string;
  readonly rendered: RenderedChart;
}

export class ChartRenderer {
  readonly #program: string;
  readonly #root: string;
  readonly #limits: Limits;
  readonly #textOf: (path: string) => string | undefined;
  readonly #known = new Map<string, Known>();
  #flags: readonly string[] | undefined;

  /**
   * @param program Absolute path of helm.
   * @param root The workspace's folder.
   * @param textOf The text that counts for a file of the workspace, by its path; undefined: that on disk.
   */
  constructor(
    program: string,
    root: string,
    textOf: (path: string) => string | undefined = () => undefined,
    limits: Partial<Limits> = {},
  ) {
    this.#program = program;
    this.#root = root;
    this.#textOf = textOf;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Answers all requests, each in turn: from what is known where no file of the chart has changed, and the same answer then.
   * Undefined when it was cancelled.
   */
  async render(requests: readonly ChartRequest[], signal?: AbortSignal): Promise<readonly RenderedChart[] | undefined> {
    const answers: RenderedChart[] = [];
    const keys = new Set<string>();
    for (const request of requests) {
      const key = chartKey(request);
      keys.add(key);
      const answer = await this.#answer(request, key, signal);
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    for (const it of this.#known.keys()) if (!keys.has(it)) this.#known.delete(it);
    return answers;
  }

  async #answer(
    request: ChartRequest,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<RenderedChart | undefined> {
    try {
      const files = chartFiles(this.#root, request.folder);
      const below = request.folder === "" ? "" : `${request.folder}/`;
      const textOf = (it: string): string | undefined => this.#textOf(`${below}${it}`);
      const madeOf = "fault" in files ? files.fault : JSON.stringify(files.map((it) => [it, textOf(it.path)]));
      const known = this.#known.get(key);
      if (known?.madeOf === madeOf) return known.rendered;
      const answer = "fault" in files ? files : await this.#run(request, files, textOf, signal);
      if (answer === undefined) return undefined;
      const rendered = { key, ...answer };
      this.#known.set(key, { madeOf, rendered });
      return rendered;
    } catch (error) {
      // The chart has gone meanwhile, or there is no room for a copy of it.
      return { key, fault: reasonOf(error) };
    }
  }

  async #run(
    request: ChartRequest,
    files: Parameters<typeof stageChart>[0],
    textOf: (path: string) => string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Omit<RenderedChart, "key"> | undefined> {
    const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), "netpol-helm-")));
    try {
      const flags = await this.#knownFlags(temporary, signal);
      if (flags === undefined) return signal?.aborted === true ? undefined : { fault: "this is not Helm 3 or later" };
      const chart = path.join(temporary, "chart");
      stageChart(files, chart, textOf);
      if (request.withoutDefaults) writeFileSync(path.join(chart, "values.yaml"), "{}\n");
      const values = request.values.map((text, at) => {
        const file = path.join(temporary, `values-${at}.yaml`);
        writeFileSync(file, text);
        return `--values=${file}`;
      });
      const set = request.set.map((it) => `${it.asString ? "--set-string" : "--set"}=${it.value}`);
      const result = await runProgram({
        program: this.#program,
        args: [
          "template",
          request.release,
          chart,
          `--namespace=${request.namespace}`,
          ...(request.crds ? ["--include-crds"] : []),
          ...(request.hooks ? [] : ["--no-hooks"]),
          ...(request.tests ? [] : ["--skip-tests"]),
          ...flags,
          ...values,
          ...set,
        ],
        folder: temporary,
        env: environment(temporary),
        ...this.#limits,
        signal,
      });
      switch (result.fault) {
        case undefined:
          return { output: result.output };
        case "cancelled":
          return undefined;
        case "too-long":
          return { fault: `helm took longer than ${this.#limits.timeoutMs / 1000} s` };
        case "too-much":
          return { fault: "its output is too large" };
        case "failed":
        case "missing": {
          const hidden = [[chart, request.folder === "" ? "." : request.folder] as const];
          return { fault: errorWords(result.errors, hidden) || "helm gives no reason" };
        }
      }
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }

  /** Flags that this version has; undefined for a program that is no helm that can do this. */
  async #knownFlags(temporary: string, signal: AbortSignal | undefined): Promise<readonly string[] | undefined> {
    if (this.#flags !== undefined) return this.#flags;
    const result = await runProgram({
      program: this.#program,
      args: ["version", "--template={{.Version}}"],
      folder: temporary,
      env: environment(temporary),
      timeoutMs: this.#limits.timeoutMs,
      mostOutput: 10_000,
      signal,
    });
    const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(result.output.trim()) ?? [];
    if (result.fault !== undefined || Number(major) < 3 || major === undefined) return undefined;
    // Schemas may name others anywhere, and only say which values are refused.
    const skipsSchemas = Number(major) > 3 || Number(minor) >= 16;
    this.#flags = skipsSchemas ? ["--skip-schema-validation"] : [];
    return this.#flags;
  }
}

/** Nobody's settings, plugins, repositories or cluster; and where something asks for the network all the same, it finds nobody. */
function environment(temporary: string): Record<string, string> {
  const at = (name: string): string => path.join(temporary, name);
  mkdirSync(at("home"), { recursive: true });
  const nobody = "http://127.0.0.1:9";
  const { SystemRoot } = process.env;
  return {
    HOME: at("home"),
    USERPROFILE: at("home"),
    TMPDIR: temporary,
    TEMP: temporary,
    HELM_CACHE_HOME: at("cache"),
    HELM_CONFIG_HOME: at("config"),
    HELM_DATA_HOME: at("data"),
    HELM_PLUGINS: at("plugins"),
    KUBECONFIG: at("kubeconfig"),
    HTTP_PROXY: nobody,
    HTTPS_PROXY: nobody,
    NO_PROXY: "",
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
  };
}
