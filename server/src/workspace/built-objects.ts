/** Objects of builds as netpol reads them, and where each is written. */

import type { Site } from "../base/source.js";
import { isApplier } from "../gitops/repository.js";
import { type BuiltObject, resolvePath } from "../kustomize/index.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { BuildingApplication, BuiltRoot } from "./built-root.js";
import { documentIn } from "./document-homes.js";
import type { FileState } from "./file-state.js";
import type { BuiltDecoder, BuiltParts, PlacedObject, RenderedObject } from "./built-decoder.js";
import { type Member, membersOf } from "./member.js";
import { type ObjectSource, sourceIn } from "./object-source.js";
import type { WorkspaceTree } from "./workspace-tree.js";

export class BuiltObjects {
  readonly decoder: BuiltDecoder;
  readonly #tree: WorkspaceTree;
  /** True where Flux or Argo CD applies some of it. */
  readonly areApplied: boolean;

  constructor(tree: WorkspaceTree, decoder: BuiltDecoder, areApplied: boolean) {
    this.#tree = tree;
    this.decoder = decoder;
    this.areApplied = areApplied;
  }

  /** The manifests that a build reads, whatever becomes of their objects. */
  filesOf({ build: { uses } }: BuiltRoot): readonly FileState[] {
    return this.decoder.filesOf(uses, this.#tree);
  }

  /** The objects of a build that netpol reads, and what the Application that has it built installs of charts. */
  members({ build, application }: BuiltRoot): readonly Member[] {
    // Applications count where they build, which may be another cluster.
    const own = this.#ofBuild(build).members;
    return application?.counts === true ? [...this.#installedBy(application), ...own] : own;
  }

  /** The objects of a file as they are written, without Applications, which count where they build. */
  membersOf(file: FileState): readonly Member[] {
    const members = membersOf(file);
    return this.areApplied && members.some(isApplication) ? members.filter((it) => !isApplication(it)) : members;
  }

  /** Those of a build that are not as they are written, with what is wrong with them. */
  rendered({ build }: BuiltRoot): readonly RenderedObject[] {
    return this.#ofBuild(build).rendered;
  }

  /** Path of the file that says of what Flux or Argo CD has it built; of a kustomization its own. */
  pathOf({ path, by }: BuiltRoot): string | undefined {
    return by === undefined ? path : this.pathAt(by.at.site());
  }

  /** Where an object is written; undefined for one that is generated. */
  sourceOf({ source }: Pick<BuiltObject, "source">): ObjectSource | undefined {
    const file = source === undefined ? undefined : this.#tree.homeOf(source.document.id);
    return file === undefined || source === undefined ? undefined : sourceIn(file, source.document);
  }

  /** Path of the file in which a document of a build is. */
  pathAt({ document }: Pick<Site, "document">): string | undefined {
    const file = this.#tree.homeOf(document);
    return file === undefined || documentIn(file, document) === undefined ? undefined : file.input.path;
  }

  #ofBuild(build: BuiltRoot["build"]): BuiltParts {
    return this.decoder.partsOf(build, () => {
      const members: Member[] = [];
      const rendered: RenderedObject[] = [];
      for (const it of build.objects) {
        const source = this.sourceOf(it);
        const placed = this.#placed(it, source);
        if (!isApplier(it.root)) members.push(...placed.members);
        if (placed.rendered !== undefined) rendered.push(placed.rendered);
      }
      return { members, rendered };
    });
  }

  #fileOf({ root }: BuiltObject, source: ObjectSource | undefined): string | undefined {
    return source?.file.input.path ?? this.#tree.charts.pathOf(root.at.document);
  }

  #installedBy({ object, folders }: BuildingApplication): Member[] {
    const source = this.sourceOf({ source: object.root.at });
    return this.#placed(object).members.flatMap((it): Member[] => {
      if (it.object.type !== "pod-source") return [];
      const { folder, ...unseen } = it.object;
      if (folder !== undefined && folders.has(this.#tree.real(resolvePath("", folder) ?? folder))) return [];
      return [{ ...it, object: unseen, ...(source === undefined ? {} : { file: source.file.input.path }) }];
    });
  }

  #placed(object: BuiltObject, source = this.sourceOf(object)): PlacedObject {
    const objects = this.#written(object, source);
    const file = this.#fileOf(object, source);
    return this.decoder.placed(object, { objects, variables: source?.variables ?? false, file });
  }

  /** What is decoded of an object as it is written: most often one. */
  #written({ source: node }: BuiltObject, source: ObjectSource | undefined): readonly DecodedObject[] {
    if (node === undefined || source === undefined) return [];
    const decoded = source.read?.decoded ?? this.decoder.written(node.document);
    const isHere = (it: DecodedObject): boolean => it.meta.at.node === node.place;
    return decoded.objects.every(isHere) ? decoded.objects : decoded.objects.filter(isHere);
  }
}

function isApplication({ object }: Member): boolean {
  return object.type === "pod-source" && object.kind === "Application";
}
