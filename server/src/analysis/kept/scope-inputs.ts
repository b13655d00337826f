/** The parts of a scope that answers about it may be made of. */

import { sameItems } from "../../base/derived-list.js";
import { ListIndex } from "../../base/list-index.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import type { Part } from "./noted-scope.js";
import { type Input, PartInput } from "./inputs.js";
import { sameValue } from "./same-value.js";

/** A state of the scope, as far as it is looked at here. */
export interface ScopeState {
  readonly scope: Scope;
  /** How the ends are told apart: the very same where it is as before. */
  readonly ends: object;
  /** How those outside the cluster are. */
  readonly cut: object;
  /** The pods that stand for the cluster's DNS. */
  readonly resolvers: readonly object[];
  /** One or more things that are others where the pods that the policy's rules name are. */
  namedIn(policy: Policy): readonly object[];
  /** The same where its rules may tell other pods apart, whoever names them. */
  toldIn(policy: Policy): readonly object[];
  /** True where rules take something from the workload by name. */
  isDenied(workload: Workload, direction: Direction): boolean;
}

/** Who numbers inputs and states. */
interface Counting {
  readonly state: number;
  nextId(): number;
}

export class ScopeInputs {
  readonly #counting: Counting;
  #latest: ScopeState;
  readonly #parts = new Map<Part | "ends" | "cut" | "resolvers" | "ports", Input>();
  readonly #namedIn = new Map<string | undefined, Input>();
  readonly #toldIn = new Map<string | undefined, Input>();
  readonly #policiesIn = new Map<string | undefined, Input>();
  readonly #workloadsIn = new Map<string, Input>();
  #policies: ListIndex<Policy, string | undefined>;
  #workloads: ListIndex<Workload, string>;

  constructor(counting: Counting, state: ScopeState) {
    this.#counting = counting;
    this.#latest = state;
    this.#policies = ListIndex.of(state.scope.policies, (it) => it.namespace);
    this.#workloads = ListIndex.of(state.scope.workloads, (it) => it.namespace);
  }

  advanceTo(state: ScopeState): void {
    this.#latest = state;
    this.#policies = this.#policies.after(state.scope.policies);
    this.#workloads = this.#workloads.after(state.scope.workloads);
  }

  /** Gives up all but these: others are of namespaces that no longer exist, or nobody looks at them any more. */
  keepOnly(inUse: ReadonlySet<Input>): void {
    keepOnlyIn(this.#parts, inUse);
    for (const it of [this.#namedIn, this.#toldIn, this.#policiesIn]) keepOnlyIn(it, inUse);
    keepOnlyIn(this.#workloadsIn, inUse);
  }

  /** A list of the scope, or one of its maps. */
  part(part: Part): Input {
    return this.#known(this.#parts, part, () => this.#latest.scope[part], isSamePart);
  }

  /** How the ends that policies name are told apart. */
  get ends(): Input {
    return this.#known(this.#parts, "ends", () => this.#latest.ends, Object.is);
  }

  /** How the ends outside the cluster are told apart. */
  get cut(): Input {
    return this.#known(this.#parts, "cut", () => this.#latest.cut, Object.is);
  }

  /** The pods that stand for the cluster's DNS. */
  get resolvers(): Input {
    return this.#known(this.#parts, "resolvers", () => this.#latest.resolvers, sameItems);
  }

  /** The pods that rules of a namespace's policies name, those that no manifest has included; undefined: of those of none. */
  namedIn(namespace: string | undefined): Input {
    const read = (): readonly object[] => this.#policies.find(namespace).flatMap((it) => this.#latest.namedIn(it));
    return this.#known(this.#namedIn, namespace, read, sameItems);
  }

  /** The pods that those rules tell apart, whoever names them. */
  toldIn(namespace: string | undefined): Input {
    const read = (): readonly object[] => this.#policies.find(namespace).flatMap((it) => this.#latest.toldIn(it));
    return this.#known(this.#toldIn, namespace, read, sameItems);
  }

  /** The ports of all pods: what a port's name means may hang on each of them (CS-31). */
  get ports(): Input {
    return this.#known(this.#parts, "ports", () => this.#latest.scope.workloads, haveSamePorts);
  }

  /** Policies of a namespace; undefined: those of none. */
  policiesIn(namespace: string | undefined): Input {
    return this.#known(this.#policiesIn, namespace, () => this.#policies.find(namespace), sameItems);
  }

  workloadsIn(namespace: string): Input {
    return this.#known(this.#workloadsIn, namespace, () => this.#workloads.find(namespace), sameItems);
  }

  #known<K, T>(inputs: Map<K, Input>, key: K, read: () => T, isSame: (earlier: T, later: T) => boolean): Input {
    let input = inputs.get(key);
    if (input === undefined) {
      input = new PartInput(this.#counting.nextId(), this.#counting.state, read, isSame);
      inputs.set(key, input);
    }
    return input;
  }
}

function keepOnlyIn<K>(inputs: Map<K, Input>, inUse: ReadonlySet<Input>): void {
  for (const [key, it] of inputs) if (!inUse.has(it)) inputs.delete(key);
}

/** Of a list, whose items others hold on to, each must be the very same. */
function isSamePart(earlier: Scope[Part], later: Scope[Part]): boolean {
  return Array.isArray(earlier) && Array.isArray(later) ? sameItems(earlier, later) : sameValue(earlier, later);
}

function haveSamePorts(earlier: readonly Workload[], later: readonly Workload[]): boolean {
  return (
    earlier === later ||
    (earlier.length === later.length &&
      earlier.every((it, at) => it === later[at] || sameValue(it.ports, later[at]?.ports)))
  );
}
