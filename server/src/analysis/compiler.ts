/**
 * Compiles the policies of a scope, each once: what a policy was compiled into holds for as long as nothing differs that was
 * read for it. Most policies read no Service and no resource, and an edit of one of these is no matter to them.
 */

import { sameItems } from "../base/derived-list.js";
import { sameNamespaces } from "../engine/ground.js";
import { sameVersions } from "../base/version.js";
import type { Policy, Service } from "../model/scope.js";
import { compilePolicy } from "../systems/compile.js";
import type { CompileContext } from "../systems/context.js";
import type { PlacedPolicy } from "../systems/placed.js";

type Part = "services" | "resources" | "namespaces";

interface Compiled {
  readonly placed: readonly PlacedPolicy[];
  /** What of the context was read for it. */
  readonly read: ReadonlySet<Part>;
}

/** Of the many policies that read neither. */
const NOTHING: ReadonlySet<Part> = new Set();

export class Compiler {
  readonly context: CompileContext;
  readonly #noted: NotedContext;
  readonly #known = new WeakMap<Policy, Compiled>();
  /** What was compiled in an earlier context, and what of that is another now. */
  readonly #earlier: { readonly known: WeakMap<Policy, Compiled>; readonly differs: ReadonlySet<Part> } | undefined;

  private constructor(context: CompileContext, before?: Compiler) {
    this.context = context;
    this.#noted = new NotedContext(context);
    if (before === undefined) return;
    const differs = new Set<Part>();
    if (!sameServices(before.context.services, context.services)) differs.add("services");
    if (!sameItems(before.context.resources, context.resources)) differs.add("resources");
    if (!sameNamespaces(before.context.namespaces, context.namespaces)) differs.add("namespaces");
    this.#earlier = { known: before.#known, differs };
  }

  /** The very same as before where nothing in the context differs. */
  static of(context: CompileContext, before?: Compiler): Compiler {
    if (before === undefined || !isSameKind(before.context, context)) return new Compiler(context);
    const { services, resources, namespaces } = before.context;
    const isSame =
      sameServices(services, context.services) &&
      sameItems(resources, context.resources) &&
      sameNamespaces(namespaces, context.namespaces);
    return isSame ? before : new Compiler(context, before);
  }

  /** What the policy is compiled into; nothing for one that is refused, or that the CNI does not enforce. */
  readonly compiled = (policy: Policy): readonly PlacedPolicy[] => {
    let known = this.#known.get(policy);
    if (known === undefined) {
      known = this.#kept(policy) ?? this.#compile(policy);
      this.#known.set(policy, known);
    }
    return known.placed;
  };

  #kept(policy: Policy): Compiled | undefined {
    const { known, differs } = this.#earlier ?? {};
    const compiled = known?.get(policy);
    return compiled === undefined || [...compiled.read].some((it) => differs?.has(it) === true) ? undefined : compiled;
  }

  #compile(policy: Policy): Compiled {
    const noted = this.#noted;
    noted.read = NOTHING;
    const placed = compilePolicy(policy, noted);
    return { placed, read: noted.read };
  }
}

/** A context that notes what of it is read. */
class NotedContext implements CompileContext {
  readonly versions: CompileContext["versions"];
  readonly profile: CompileContext["profile"];
  readonly #context: CompileContext;
  read = NOTHING;

  constructor(context: CompileContext) {
    this.versions = context.versions;
    this.profile = context.profile;
    this.#context = context;
  }

  get services(): CompileContext["services"] {
    this.read = new Set([...this.read, "services"]);
    return this.#context.services;
  }

  get resources(): CompileContext["resources"] {
    this.read = new Set([...this.read, "resources"]);
    return this.#context.resources;
  }

  get namespaces(): CompileContext["namespaces"] {
    this.read = new Set([...this.read, "namespaces"]);
    return this.#context.namespaces;
  }
}

function isSameKind(a: CompileContext, b: CompileContext): boolean {
  return a.profile === b.profile && sameVersions(a.versions, b.versions);
}

function sameServices(a: readonly Service[], b: readonly Service[]): boolean {
  return a === b || (a.length === b.length && a.every((it, at) => isSameService(it, b[at])));
}

function isSameService(a: Service, b: Service | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  const isOne = a.object === b.object && a.namespace === b.namespace && a.name === b.name;
  return isOne && sameItems(a.endpoints ?? [], b.endpoints ?? []);
}
