/** The state of a build: objects, fields that transformers write, variables, problems and sources that are not known. */

import type { YamlNode } from "../syntax/yaml-document.js";
import type { FileUse, UnseenSource } from "./build-result.js";
import { type BuildProblem, LOSES_OBJECTS } from "./problem.js";
import type { VarEntry } from "./kustomization.js";
import { Refusal, Stopped } from "./refusal.js";
import { StepMemory } from "./kept-step.js";
import type { Resource } from "./resource.js";
import { ResourceList } from "./resource-list.js";
import { mergeConfigs, type TransformerConfig } from "./transformer-config.js";

/** The result of one folder, for what includes it. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig | undefined;
  readonly vars: readonly VarEntry[];
  readonly problems: readonly BuildProblem[];
  readonly unseen: readonly UnseenSource[];
  readonly uses: ReadonlyMap<string, FileUse>;
  readonly folders: ReadonlySet<string>;
  /** For the next build. */
  readonly steps: StepMemory;
}

/** A file that is a resource somewhere is a resource, whatever else it is used for. */
const RANK: readonly FileUse[] = ["data", "config", "patch", "kustomization", "resource"];

export class Accumulator {
  readonly list: ResourceList;
  readonly vars: VarEntry[];
  readonly problems: BuildProblem[];
  readonly unseen: UnseenSource[];
  readonly uses: Map<string, FileUse>;
  readonly folders: Set<string>;
  config: TransformerConfig | undefined;

  /**
   * @param before From the last build.
   * @param begun What it begins with.
   */
  constructor(before?: StepMemory, begun?: Accumulated) {
    this.list = new ResourceList(new StepMemory(before), begun?.resources);
    this.uses = new Map(begun?.uses);
    this.folders = new Set(begun?.folders);
    this.config = begun?.config;
    this.vars = [...(begun?.vars ?? [])];
    this.problems = [...(begun?.problems ?? [])];
    this.unseen = [...(begun?.unseen ?? [])];
  }

  /** Runs a step. If it fails, the problem is noted and the build continues without it. */
  attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof Stopped) return;
      if (!(error instanceof Refusal)) throw error;
      this.problems.push(error.problem);
    }
  }

  use(path: string, as: FileUse): void {
    const known = this.uses.get(path);
    if (known === undefined || RANK.indexOf(as) > RANK.indexOf(known)) this.uses.set(path, as);
  }

  /** Adds the result of a folder. @param entry What includes it. */
  absorb(other: Accumulated, entry: YamlNode): void {
    this.take(other);
    const entered = this.list.steps.kept([entry, entry], (it): Resource => ({ ...it, entry }));
    for (const it of other.resources) this.attempt(() => this.list.append(entered(it)));
    if (other.config !== undefined) this.mergeConfig(other.config, entry);
    for (const it of other.vars) this.addVar(it);
  }

  /** Only problems and uses. */
  take({ problems, unseen, uses, folders }: Omit<Accumulated, "steps">): void {
    this.problems.push(...problems);
    this.unseen.push(...unseen);
    for (const [path, use] of uses) this.use(path, use);
    for (const it of folders) this.folders.add(it);
  }

  /**
   * True if objects may be missing that the build would have: then "does not exist" may only be a consequence.
   * @param until Only of so many problems.
   */
  lacksObjects(until?: number): boolean {
    return (
      this.unseen.some((it) => it.is !== "validator") ||
      this.problems.slice(0, until).some((it) => LOSES_OBJECTS.has(it.is))
    );
  }

  mergeConfig(config: TransformerConfig, at: YamlNode): void {
    this.attempt(() => {
      this.config = this.config === undefined ? config : mergeConfigs(this.config, config, at);
    });
  }

  addVar(entry: VarEntry): void {
    const known = this.vars.find((it) => it.name === entry.name);
    if (known === undefined) this.vars.push(entry);
    else {
      this.problems.push({
        is: "bad-kustomization",
        at: entry.at.site("pair"),
        says: `Duplicate variable \`${entry.name}\``,
        related: [{ at: known.at.site("pair"), says: "the first variable with this name" }],
      });
    }
  }

  finished(): Accumulated {
    const { config, vars, problems, unseen, uses, folders } = this;
    return {
      resources: this.list.all,
      config,
      vars,
      problems,
      unseen,
      uses,
      folders,
      steps: this.list.steps.finished(),
    };
  }
}
