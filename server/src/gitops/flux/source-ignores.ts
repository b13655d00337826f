/** What Flux's sources exclude from their artifacts. Each cluster may have its own source under the same name. */

import { idOf, textAt } from "../read.js";
import type { WrittenObject } from "../repository.js";
import { type FluxKustomization, SOURCE_GROUP } from "./kustomization.js";

interface SourceIgnore {
  readonly path: string;
  readonly ignore: string;
}

export class SourceIgnores {
  readonly #byId = new Map<string, SourceIgnore[]>();

  constructor(all: readonly WrittenObject[]) {
    for (const { path, root } of all) {
      const id = idOf(root);
      const ignore = textAt(root, "spec", "ignore");
      if (id?.group !== SOURCE_GROUP || ignore === undefined) continue;
      const key = keyOf(id.kind, id.namespace ?? "default", id.name);
      const own = { path, ignore };
      const known = this.#byId.get(key);
      if (known === undefined) this.#byId.set(key, [own]);
      else known.push(own);
    }
  }

  /**
   * The `spec.ignore` of a source. Of several with one name, it is the one that lies nearest to where the cluster begins; among
   * equals the last.
   * @param roots Paths of the files in which the cluster begins.
   */
  of(
    { kind, namespace, name }: NonNullable<FluxKustomization["source"]>,
    roots: readonly string[],
  ): string | undefined {
    let best: SourceIgnore | undefined;
    let nearest = -1;
    for (const it of this.#byId.get(keyOf(kind, namespace, name)) ?? []) {
      const shared = Math.max(0, ...roots.map((root) => sharedDepth(root, it.path)));
      if (shared < nearest) continue;
      best = it;
      nearest = shared;
    }
    return best?.ignore;
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** How many folders two paths begin with together; the same file is nearest. */
function sharedDepth(a: string, b: string): number {
  const [first, second] = [a.split("/"), b.split("/")];
  const parts = first.findIndex((it, at) => it !== second[at]);
  return parts < 0 ? first.length : parts;
}
