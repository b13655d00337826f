/** What a kustomization makes of the objects it includes: namespace, name, labels, and patches as far as they are known. */

import type { DecodedObject } from "../systems/decode-document.js";
import type { FileState, ReadDocument } from "./file-state.js";
import { isKustomizationPath, readKustomization, type Kustomization } from "./kustomization.js";

/** An object as it stands in a scope. */
export interface Member {
  readonly object: DecodedObject;
  readonly document: ReadDocument;
  /** Path of its file; undefined for a document that is looked at on its own. */
  readonly file?: string;
  /** Set by a kustomization; it wins over what the manifest says. */
  readonly namespace?: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  /** Labels that kustomizations put on the object itself. */
  readonly ownLabels: ReadonlyMap<string, string>;
  /** Labels that kustomizations put on pods. */
  readonly labels: ReadonlyMap<string, string>;
  /** Those of them that selectors get too. */
  readonly selectorLabels: ReadonlyMap<string, string>;
  /** Objects that patch this one. */
  readonly patches: readonly DecodedObject[];
}

/** Charts and remote resources that a kustomization pulls in: pods nobody sees here. */
export interface RemotePart {
  readonly namespace?: string;
  readonly because: string;
}

export interface Rendering {
  readonly members: readonly Member[];
  readonly remote: readonly RemotePart[];
}

/**
 * How often kustomizations may include each other below one root. Folders that each include the next one twice double the
 * visits with every level; no real tree comes near the bound, and by then every manifest was met.
 */
const MAX_VISITS = 5_000;

/** All kustomizations of the workspace, and what follows from them together. */
export class Kustomizations {
  readonly #files: ReadonlyMap<string, FileState>;
  readonly #byFolder = new Map<string, Kustomization>();
  /** Paths of files that are patches: their documents are partial objects. */
  readonly patchFiles = new Set<string>();

  /** @param files The workspace's files by path. */
  constructor(files: ReadonlyMap<string, FileState>) {
    this.#files = files;
    for (const [path, file] of files) {
      if (!isKustomizationPath(path) || file.template) continue;
      const [document] = file.documents;
      const kustomization = document === undefined ? undefined : readKustomization(path, document.parsed);
      if (kustomization === undefined) continue;
      this.#byFolder.set(kustomization.folder, kustomization);
      for (const patch of kustomization.patches) this.patchFiles.add(patch);
    }
  }

  get all(): Iterable<Kustomization> {
    return this.#byFolder.values();
  }

  /** Kustomizations that no other one includes, and that are no components: what somebody builds. */
  roots(): Kustomization[] {
    const included = new Set<Kustomization>();
    for (const kustomization of this.all) {
      for (const path of [...kustomization.resources, ...kustomization.components]) {
        const child = this.#byFolder.get(path);
        if (child !== undefined && child !== kustomization) included.add(child);
      }
    }
    return [...this.all].filter((it) => !it.component && !included.has(it));
  }

  /** Paths of the manifests a kustomization includes through its resources; components are left out. */
  resourceFiles(root: Kustomization): Set<string> {
    const paths = new Set<string>();
    const visited = new Set<Kustomization>();
    const visit = (kustomization: Kustomization): void => {
      if (visited.has(kustomization)) return;
      visited.add(kustomization);
      for (const path of kustomization.resources) {
        const child = this.#byFolder.get(path);
        if (child !== undefined) visit(child);
        else if (this.#files.has(path)) paths.add(path);
      }
    };
    visit(root);
    return paths;
  }

  render(root: Kustomization): Rendering {
    return this.#render(root, new Set(), { left: MAX_VISITS });
  }

  #render(kustomization: Kustomization, open: Set<Kustomization>, visits: { left: number }): Rendering {
    // A kustomization that includes itself is refused by kustomize; here the second visit adds nothing.
    if (open.has(kustomization) || visits.left-- <= 0) return { members: [], remote: [] };
    open.add(kustomization);
    const members: Member[] = [];
    const remote: RemotePart[] = kustomization.remote.map((because) => ({ because }));
    // What is listed twice is refused by kustomize; here it is there once.
    for (const path of new Set([...kustomization.resources, ...kustomization.components])) {
      const child = this.#byFolder.get(path);
      const rendered = child === undefined ? undefined : this.#render(child, open, visits);
      // One at a time: as arguments of one call, the documents of a long file would overflow the stack.
      for (const it of rendered?.members ?? membersOf(this.#files.get(path))) members.push(it);
      for (const it of rendered?.remote ?? []) remote.push(it);
    }
    open.delete(kustomization);
    // A component's settings reach everything in the kustomization that mixes it in.
    const mixed = kustomization.components.flatMap((path) => this.#byFolder.get(path) ?? []);
    let result = members;
    for (const settings of [...mixed, kustomization]) result = result.map((it) => this.#applied(it, settings));
    const { namespace } = kustomization;
    return {
      members: result,
      remote: namespace === undefined ? remote : remote.map((it) => ({ ...it, namespace })),
    };
  }

  #applied(member: Member, by: Kustomization): Member {
    const ownLabels = new Map(member.ownLabels);
    const labels = new Map(member.labels);
    const selectorLabels = new Map(member.selectorLabels);
    for (const { pairs, pods, selectors } of by.labels) {
      for (const [key, value] of pairs) {
        ownLabels.set(key, value);
        if (pods) labels.set(key, value);
        if (selectors) selectorLabels.set(key, value);
      }
    }
    const patches = by.patches.flatMap((path) => membersOf(this.#files.get(path)).map((it) => it.object));
    const fitting = patches.filter((it) => patchesObject(it, member.object));
    const namespace = by.namespace ?? member.namespace;
    return {
      ...member,
      ownLabels,
      labels,
      selectorLabels,
      namePrefix: by.namePrefix + member.namePrefix,
      nameSuffix: member.nameSuffix + by.nameSuffix,
      patches: [...member.patches, ...fitting],
      ...(namespace === undefined ? {} : { namespace }),
    };
  }
}

/** A strategic-merge patch names its target by kind and name. */
function patchesObject(patch: DecodedObject, target: DecodedObject): boolean {
  return patch.meta.kind.value === target.meta.kind.value && patch.meta.name?.value === target.meta.name?.value;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

export function membersOf(file: Pick<FileState, "documents" | "input"> | undefined): Member[] {
  if (file === undefined) return [];
  return file.documents.flatMap((document) =>
    document.decoded.objects.map((object) => memberFrom(object, document, file.input.path)),
  );
}

/** An object as it is written, which no kustomization has changed. */
export function memberFrom(object: DecodedObject, document: ReadDocument, file: string | undefined): Member {
  return {
    object,
    document,
    ...(file === undefined ? {} : { file }),
    namePrefix: "",
    nameSuffix: "",
    ownLabels: NOTHING,
    labels: NOTHING,
    selectorLabels: NOTHING,
    patches: [],
  };
}
