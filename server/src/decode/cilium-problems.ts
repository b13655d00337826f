/** Collects the faults of values in Cilium objects, each with the gate that refuses it (B.0). */

import { nearest } from "../base/nearest.js";
import type { Site } from "../base/source.js";
import { atLeast, type Version } from "../base/version.js";
import type { BadValue, RefusedBy, ShapeProblem } from "../model/shape-problem.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { holdsPlaceholder } from "./placeholder.js";
import { field } from "./read.js";

/** Gate 1: the CRD's schema. */
export const SCHEMA: RefusedBy = "api-server";
/** Gate 2: the agent's own validation. The object exists and has no effect. */
const AGENT: RefusedBy = "cilium-agent";

export class CiliumProblems {
  readonly all: ShapeProblem[];
  /** Who refuses what gate 2 checks here; undefined where it does not look. */
  readonly agent: RefusedBy | undefined;
  readonly #kind: string;
  readonly #version: Version;

  /** @param from Whose list of problems to go on with, without gate 2. */
  constructor(kind: string, version: Version, from?: CiliumProblems) {
    this.#kind = kind;
    this.#version = version;
    this.agent = from === undefined ? AGENT : undefined;
    this.all = from?.all ?? [];
  }

  /** The same list of problems, for a place whose gate 2 does not look: deny items before 1.18 (B.4). */
  withoutAgent(): CiliumProblems {
    return new CiliumProblems(this.#kind, this.#version, this);
  }

  /** True from Cilium 1.`minor` on. */
  atLeast(minor: number): boolean {
    return atLeast(this.#version, 1, minor);
  }

  /**
   * A value with a placeholder in it is passed over: what it will be is not known here.
   *
   * @param refusedBy Undefined for what is accepted and does something else than it looks.
   */
  add(
    check: string,
    reason: string,
    path: string,
    at: Site,
    refusedBy: RefusedBy | undefined,
    more: Partial<BadValue> = {},
  ): void {
    if (more.text !== undefined && holdsPlaceholder(more.text)) return;
    this.all.push({
      type: "bad-value",
      at,
      kind: this.#kind,
      path,
      check,
      reason,
      field: path.slice(path.lastIndexOf(".") + 1),
      ...(refusedBy === undefined ? {} : { refusedBy }),
      ...more,
    });
  }

  /** A field that came with 1.`minor`: an older schema prunes it, as it does any unknown field. */
  since(parent: YamlNode, key: string, path: string, minor: number, check: string): void {
    const value = field(parent, key);
    if (value === undefined || this.atLeast(minor)) return;
    this.add(check, "too-new", `${path}.${key}`, value.site("key"), "strict-client", { allowed: [`1.${minor}`] });
  }
}

/** The node under a key if it is a string: what has another type is a complaint of the schema walk. */
export function stringAt(parent: YamlNode, key: string): YamlNode | undefined {
  const value = field(parent, key);
  return value?.scalarType === "string" ? value : undefined;
}

/** The keys of `names` that are there and not null, in the order written, each with the node under it. */
export function presentKeys(parent: YamlNode, names: readonly string[]): { key: string; node: YamlNode }[] {
  const written = new Set(parent.entries().map((it) => it.key));
  return [...written].flatMap((key) => {
    const node = names.includes(key) ? field(parent, key) : undefined;
    return node === undefined ? [] : [{ key, node }];
  });
}

/** True when there are keys that the schema does not know: a finding of their own, and often why something is missing. */
export function hasUnknownKeys(parent: YamlNode, known: readonly string[]): boolean {
  return parent.entries().some((it) => !known.includes(it.key));
}

/** True when a key that has a value is one of `names` or nearly so: what is missing was meant by it. */
export function hasKeyLike(parent: YamlNode, names: readonly string[]): boolean {
  return parent
    .entries()
    .some((it) => !it.value.isNull && (names.includes(it.key) || nearest(it.key, names) !== undefined));
}
