/** Collects what is wrong with one object, each fault with who refuses the object for it in the version that is read. */

import { reaches, type Release, type Version } from "../base/version.js";
import type { Site } from "../base/source.js";
import type { Fault } from "../model/fault.js";
import type { RefusedBy, ShapeProblem } from "../model/shape-problem.js";
import { holdsPlaceholder } from "../base/placeholder.js";
import { type Constraint, outcomeIn, type Refusal } from "./constraint.js";

/** A fault without what the constraint says of itself. */
export type Facts = Fault extends infer F ? (F extends Fault ? Omit<F, "about" | "check"> : never) : never;

/** Where a fault is, and the texts that go with it. */
export interface FaultPlace {
  readonly at: Site;
  readonly path: string;
  /** The value as written; with a placeholder in it nothing is known about it, and nothing said. */
  readonly text?: string;
  readonly related?: Site;
  readonly instead?: string;
}

export interface Reader {
  readonly kind: string;
  /** Id of the policy system. */
  readonly system: string;
  /** What people call the system. */
  readonly title: string;
  /** The version whose fields and limits count; undefined where they are the same in all. */
  readonly version?: Version;
}

export class Complaints {
  readonly all: ShapeProblem[] = [];
  readonly reader: Reader;
  /** False inside a field that the agent does not look into: what it refuses elsewhere is accepted there. */
  agentLooks = true;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** True from that release of the system on. */
  atLeast(release: Release): boolean {
    const { version } = this.reader;
    return version === undefined || reaches(version, release);
  }

  /** Who refuses what breaks a constraint, `undefined` when nobody does; `no constraint` where it does not hold. */
  refusedBy(refusal: Refusal): RefusedBy | "no constraint" | undefined {
    const outcome = outcomeIn(refusal, this.reader.version);
    if (outcome === undefined) return "no constraint";
    return outcome === "nobody" || (outcome === "agent" && !this.agentLooks) ? undefined : outcome;
  }

  /** @returns False where the constraint does not hold in this version. */
  bad({ about, check, refusedBy }: Omit<Constraint, "says">, place: FaultPlace, facts: Facts): boolean {
    const by = this.refusedBy(refusedBy);
    if (by === "no constraint") return false;
    this.push({ ...facts, about, check }, place, by);
    return true;
  }

  push(fault: Fault, { at, path, text, related, instead }: FaultPlace, refusedBy: RefusedBy | undefined): void {
    if (text !== undefined && holdsPlaceholder(text)) return;
    this.all.push({
      type: "bad-value",
      at,
      kind: this.reader.kind,
      system: this.reader.system,
      path,
      field: path.slice(path.lastIndexOf(".") + 1),
      fault,
      ...(refusedBy === undefined ? {} : { refusedBy }),
      ...(text === undefined ? {} : { text }),
      ...(related === undefined ? {} : { related }),
      ...(instead === undefined ? {} : { instead }),
    });
  }
}
