/** Objects of builds as netpol reads them, and where each is written. */

import type { DocumentId, Site } from "../base/source.js";
import { isApplier } from "../gitops/repository.js";
import { type BuiltObject, resolvePath } from "../kustomize/index.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import type { Decoded, DecodedObject } from "../systems/decode-document.js";
import type { BuildingApplication, BuiltRoot } from "./built-root.js";
import type { FileState, ReadDocument } from "./file-state.js";
import { type BuiltDecoder, type Member, membersOf } from "./member.js";
import { isUnfinished } from "./unfinished.js";
import type { WorkspaceTree } from "./workspace-tree.js";

/** A document and the file that it stands in. */
interface Source {
  readonly file: FileState;
  readonly variables: boolean;
  readonly text: string;
  readonly start: number;
  readonly read: ReadDocument | undefined;
}

/** An object of a build that is not as it is written. */
export interface RenderedObject {
  readonly decoded: Decoded;
  readonly file?: string;
}

export function renderedObject(decoded: Decoded, file: string | undefined): RenderedObject {
  return file === undefined ? { decoded } : { decoded, file };
}

export class BuiltObjects {
  readonly decoder: BuiltDecoder;
  readonly #tree: WorkspaceTree;
  /** True where Flux or Argo CD applies some of it. */
  readonly areApplied: boolean;
  #sources: ReadonlyMap<YamlDocument, Source> | undefined;
  #paths: ReadonlyMap<DocumentId, string> | undefined;

  constructor(tree: WorkspaceTree, decoder: BuiltDecoder, areApplied: boolean) {
    this.#tree = tree;
    this.decoder = decoder;
    this.areApplied = areApplied;
  }

  /** The manifests that a build reads, whatever becomes of their objects. */
  filesOf({ build: { uses } }: BuiltRoot): FileState[] {
    return [...uses].flatMap(([path, use]) => (use === "resource" ? (this.#tree.stateOf(path) ?? []) : []));
  }

  /** The objects of a build that netpol reads, and what the Application that has it built installs of charts. */
  members({ build, application }: BuiltRoot): readonly Member[] {
    // Applications count where they build, which may be another cluster.
    const own = this.decoder.membersOf(build, () =>
      build.objects.filter((it) => !isApplier(it.root)).flatMap((it) => this.#membersOf(it)),
    );
    return application?.counts === true ? [...this.#installedBy(application), ...own] : own;
  }

  /** The objects of a file as they are written, without Applications, which count where they build. */
  membersOf(file: FileState): readonly Member[] {
    const members = membersOf(file);
    return this.areApplied && members.some(isApplication) ? members.filter((it) => !isApplication(it)) : members;
  }

  /** Those of a build that are not as they are written, with what is wrong with them. */
  rendered({ build: { objects } }: BuiltRoot): RenderedObject[] {
    return objects
      .filter((it) => it.changed)
      .map((it) => {
        const file = this.sourceOf(it)?.file.input.path ?? this.#tree.charts.pathOf(it.root.at.document);
        return renderedObject(this.decoder.rendered(it), file);
      });
  }

  /** Path of the file that says of what Flux or Argo CD has it built; of a kustomization its own. */
  pathOf({ path, by }: BuiltRoot): string | undefined {
    return by === undefined ? path : this.pathAt(by.at.site());
  }

  /** Where an object is written; undefined for one that is generated. */
  sourceOf({ source }: Pick<BuiltObject, "source">): Source | undefined {
    this.#sources ??= sourcesIn(this.#tree.states);
    return source === undefined ? undefined : this.#sources.get(source.document);
  }

  /** Path of the file in which a document of a build is. */
  pathAt({ document }: Pick<Site, "document">): string | undefined {
    this.#sources ??= sourcesIn(this.#tree.states);
    this.#paths ??= new Map([...this.#sources].map(([it, { file }]) => [it.id, file.input.path]));
    return this.#paths.get(document);
  }

  #installedBy({ object, folders }: BuildingApplication): Member[] {
    const source = this.sourceOf({ source: object.root.at });
    return this.#membersOf(object).flatMap((it): Member[] => {
      if (it.object.type !== "pod-source") return [];
      const { folder, ...unseen } = it.object;
      if (folder !== undefined && folders.has(resolvePath("", folder) ?? folder)) return [];
      return [{ ...it, object: unseen, ...(source === undefined ? {} : { file: source.file.input.path }) }];
    });
  }

  #membersOf(object: BuiltObject): readonly Member[] {
    const source = this.sourceOf(object);
    const objects = this.#written(object, source);
    const file = source?.file.input.path ?? this.#tree.charts.pathOf(object.root.at.document);
    return this.decoder.placed(object, { objects, variables: source?.variables ?? false, file });
  }

  /** What is decoded of an object as it is written: most often one. */
  #written({ source: node }: BuiltObject, source: Source | undefined): readonly DecodedObject[] {
    if (node === undefined || source === undefined) return [];
    const decoded = source.read?.decoded ?? this.decoder.written(node.document);
    return decoded.objects.filter((it) => it.meta.at.node === node.place);
  }
}

function isApplication({ object }: Member): boolean {
  return object.type === "pod-source" && object.kind === "Application";
}

function sourcesIn(files: Iterable<FileState>): ReadonlyMap<YamlDocument, Source> {
  const sources = new Map<YamlDocument, Source>();
  for (const file of files) {
    const read = new Map(file.documents.map((it) => [it.parsed, it]));
    for (const { start, text, later } of file.yaml.documents) {
      const document = later.known;
      if (document === undefined) continue;
      const own = read.get(document);
      const variables = own?.variables ?? isUnfinished(text, document, []);
      sources.set(document, { file, start, text, variables, read: own });
    }
  }
  return sources;
}
