/**
 * ConfigMaps and Secrets that lie beside the objects with which a cluster begins, in a folder without a kustomization. Whoever applies
 * these objects applies the folder, though nothing in the repository may say so.
 */

import { type FileTree, MapValue, readValue } from "../kustomize/index.js";
import { rootOf } from "../syntax/yaml-document.js";
import { hasKustomization } from "./kustomization-file.js";
import { folderOf, joined } from "./paths.js";
import { idOf } from "./read.js";

/** What the text of a file with such an object holds, told sooner than it is read. */
const MAY_HOLD = /\bkind["']?:\s*["']?(?:ConfigMap|Secret)\b/;

export class DataBeside {
  readonly #tree: FileTree;
  readonly #folders: ReadonlySet<string>;
  #data: ReadonlyMap<string, MapValue> | undefined;

  /** @param paths Of the files in which the objects stand. */
  constructor(tree: FileTree, paths: readonly string[]) {
    this.#tree = tree;
    this.#folders = new Set(paths.map(folderOf));
  }

  find(kind: string, namespace: string, name: string): MapValue | undefined {
    this.#data ??= this.#read();
    return this.#data.get(keyOf(kind, namespace, name));
  }

  /** Of equal objects, none counts: which one is applied is not known. */
  #read(): ReadonlyMap<string, MapValue> {
    const found = new Map<string, MapValue>();
    const twice = new Set<string>();
    for (const root of this.#objects()) {
      const id = idOf(root);
      if (id?.group !== "" || (id.kind !== "ConfigMap" && id.kind !== "Secret")) continue;
      const key = keyOf(id.kind, id.namespace ?? "default", id.name);
      if (found.has(key)) twice.add(key);
      found.set(key, root);
    }
    for (const it of twice) found.delete(it);
    return found;
  }

  *#objects(): Iterable<MapValue> {
    for (const folder of this.#folders) {
      if (hasKustomization(this.#tree, folder)) continue;
      for (const name of this.#tree.names(folder)) {
        const file = this.#tree.file(joined(folder, name));
        if (file === undefined || file === "unread" || !/\.ya?ml$/.test(name) || !MAY_HOLD.test(file.text)) continue;
        for (const document of file.documents) {
          const node = rootOf(document);
          const root = node === undefined ? undefined : readValue(node);
          if (root instanceof MapValue) yield root;
        }
      }
    }
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
