/** Objects that give inputs to ResourceSets, by cluster and namespace. */

import type { MapValue, Value } from "../../kustomize/index.js";
import { selects } from "../application-set/selector.js";
import { Undecidable } from "../go-template/render.js";
import { idOf, pairsAt } from "../read.js";
import type { ProviderReference } from "./resource-set.js";

export class Providers {
  /** By namespace, then by name. */
  readonly #known = new Map<string, Map<string, MapValue>>();

  add(root: MapValue): void {
    const id = idOf(root);
    const namespace = id?.namespace ?? "default";
    const own = this.#known.get(namespace) ?? new Map<string, MapValue>();
    this.#known.set(namespace, own);
    own.set(id?.name ?? "", root);
  }

  /** As `FindProviders`. */
  find({ name, selector }: ProviderReference, namespace: string): readonly MapValue[] | undefined {
    const own = this.#known.get(namespace);
    if (name !== undefined) {
      const named = own?.get(name);
      return named === undefined ? undefined : [named];
    }
    if (selector === undefined) return [];
    return selected([...(own?.values() ?? [])], selector);
  }
}

/** Providers as they are written. One that is written twice, as for two clusters, is not known. */
export function writtenProviders(roots: readonly MapValue[]): Providers {
  const byName = new Map<string, MapValue[]>();
  for (const it of roots) {
    const id = idOf(it);
    const key = `${id?.namespace ?? ""}/${id?.name ?? ""}`;
    byName.set(key, [...(byName.get(key) ?? []), it]);
  }
  const providers = new Providers();
  for (const [only, another] of byName.values()) if (only !== undefined && another === undefined) providers.add(only);
  return providers;
}

/** Undefined for a selector that the API server rejects. */
function selected(roots: readonly MapValue[], selector: Value): readonly MapValue[] | undefined {
  try {
    return roots.filter((it) => {
      return selects(selector, new Map([...pairsAt(it, "metadata", "labels")].map(([key, { value }]) => [key, value])));
    });
  } catch (error) {
    if (error instanceof Undecidable) return undefined;
    throw error;
  }
}
