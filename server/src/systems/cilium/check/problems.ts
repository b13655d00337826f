/** Collects the faults of values in Cilium objects, each with the gate that refuses it (B.0). */

import type { Site } from "../../../base/source.js";
import { atLeast, type Version } from "../../../base/version.js";
import type { BadValue, RefusedBy, ShapeProblem } from "../../../model/shape-problem.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import type { LostKeys } from "../../../schema/lost-keys.js";
import { holdsPlaceholder } from "../../../decode/placeholder.js";
import { field } from "../../../decode/read.js";

/** Gate 1: the CRD's schema. */
export const SCHEMA: RefusedBy = "api-server";
/** Gate 2: the agent's own validation. The object exists and has no effect. */
const AGENT: RefusedBy = "agent";

export class CiliumProblems {
  readonly all: ShapeProblem[];
  /** Who refuses what gate 2 checks here; undefined where it does not look. */
  readonly agent: RefusedBy | undefined;
  /** Keys that are dropped, and what is refused because of that. */
  readonly lost: LostKeys;
  readonly #kind: string;
  readonly version: Version;

  /** @param from Whose list of problems to go on with, without gate 2. */
  constructor(kind: string, version: Version, lost: LostKeys, from?: CiliumProblems) {
    this.#kind = kind;
    this.version = version;
    this.lost = lost;
    this.agent = from === undefined ? AGENT : undefined;
    this.all = from?.all ?? [];
  }

  /** The same list of problems, for a place whose gate 2 does not look: deny items before 1.18 (B.4). */
  withoutAgent(): CiliumProblems {
    return new CiliumProblems(this.#kind, this.version, this.lost, this);
  }

  /** True from Cilium 1.`minor` on. */
  atLeast(minor: number): boolean {
    return atLeast(this.version, 1, minor);
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

  /**
   * True when what an object lacks was meant by one of its keys that are dropped. The lack is no finding of its own
   * then; who refuses because of it is said of the keys.
   *
   * @param names What is lacking; with them, keys alone that are nearly one of them.
   */
  isLost(parent: YamlNode, refusedBy: RefusedBy | undefined, names?: readonly string[]): boolean {
    return this.lost.isLost(parent, refusedBy, names);
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
