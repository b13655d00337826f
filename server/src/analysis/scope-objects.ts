/** The objects of a scope by the document in which they are written; lists of an earlier state are not gone through again. */

import { ListIndex } from "../base/list-index.js";
import { memoize } from "../base/memoize.js";
import type { DocumentId } from "../base/source.js";
import type { ObjectMeta } from "../model/object.js";
import type { Namespace, Policy, Scope, Workload } from "../model/scope.js";

/** An object, and the namespace in which the scope has it. */
export interface PlacedObject {
  readonly namespace?: string;
  readonly object: { readonly meta: ObjectMeta };
}

type Index<T extends PlacedObject> = ListIndex<T, DocumentId>;

interface Indexes {
  readonly policies: Index<Policy>;
  readonly workloads: Index<Workload>;
  readonly services: Index<PlacedObject>;
  readonly needs: Index<PlacedObject>;
  readonly namespaces: Index<PlacedObject>;
  readonly resources: Index<PlacedObject>;
  /** Those that give way to others of their name are objects of their files all the same. */
  readonly repeated: Index<PlacedObject>;
}

export class ScopeObjects {
  readonly #scope: Scope;
  /** Of an earlier state, until they are needed. */
  #before: Indexes | undefined;
  #own: Indexes | undefined;

  constructor(scope: Scope, before?: ScopeObjects) {
    this.#scope = scope;
    if (before !== undefined) this.#before = before.#own ?? before.#before;
  }

  /** The last of a document, policies first, of which something holds. */
  findLast(document: DocumentId, holds: (object: PlacedObject) => boolean): PlacedObject | undefined {
    const { policies, workloads, services, needs, namespaces, resources, repeated } = this.#indexes;
    const all: readonly Index<PlacedObject>[] = [resources, namespaces, needs, services, workloads, policies, repeated];
    for (const index of all) {
      const found = index.find(document).findLast(holds);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  policiesIn(document: DocumentId): readonly Policy[] {
    return this.#indexes.policies.find(document);
  }

  workloadsIn(document: DocumentId): readonly Workload[] {
    return this.#indexes.workloads.find(document);
  }

  get #indexes(): Indexes {
    if (this.#own === undefined) {
      const { policies, workloads, services, needs, namespaces, resources, repeated = NONE } = this.#scope;
      this.#own = {
        policies: indexOf(policies, this.#before?.policies),
        workloads: indexOf(workloads, this.#before?.workloads),
        services: indexOf(services, this.#before?.services),
        needs: indexOf(needs, this.#before?.needs),
        namespaces: indexOf(declaredIn(namespaces), this.#before?.namespaces),
        resources: indexOf(asPlaced(resources), this.#before?.resources),
        repeated: indexOf(repeated, this.#before?.repeated),
      };
      this.#before = undefined;
    }
    return this.#own;
  }
}

const NONE: readonly PlacedObject[] = [];

function indexOf<T extends PlacedObject>(list: readonly T[], before: Index<T> | undefined): Index<T> {
  return before?.after(list) ?? ListIndex.of(list, ({ object }) => object.meta.at.document);
}

const declaredIn = memoize((namespaces: ReadonlyMap<string, Namespace>): readonly PlacedObject[] =>
  [...namespaces.values()].flatMap(({ object }) => (object === undefined ? [] : [{ object }])),
);

const asPlaced = memoize((resources: Scope["resources"]): readonly PlacedObject[] =>
  resources.map((object) => ({ object })),
);
