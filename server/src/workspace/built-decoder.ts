/** What builds make as netpol reads it, and what is kept of that from one state of the workspace to the next. */

import { memoize } from "../base/memoize.js";
import type { Sourced } from "../base/source.js";
import { type Build, type BuiltObject, renderedDocument, renderedText } from "../kustomize/index.js";
import type { ObjectMeta } from "../model/object.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { type Decoded, decodeDocument, type DecodedObject } from "../systems/decode-document.js";
import type { FileState } from "./file-state.js";
import type { Member } from "./member.js";
import type { Settings } from "./settings.js";
import { isUnfinished, mayTellUnfinished } from "./unfinished.js";
import type { WorkspaceTree } from "./workspace-tree.js";

/** What is decoded of an object of a build as it is written: nothing of one that is generated. */
export interface WrittenObject {
  readonly objects: readonly DecodedObject[];
  readonly variables: boolean;
  readonly file: string | undefined;
}

/** An object of a build that is not as it is written. */
export interface RenderedObject {
  readonly decoded: Decoded;
  readonly file?: string;
}

/** An object of a build as a scope has it. */
export interface PlacedObject {
  /** Those of it that netpol reads. */
  readonly members: readonly Member[];
  /** Undefined for an object that is as it is written. */
  readonly rendered: RenderedObject | undefined;
}

/** Of the objects of a build: those that netpol reads, and all that are not as they are written, with what is wrong with them. */
export interface BuiltParts {
  readonly members: readonly Member[];
  readonly rendered: readonly RenderedObject[];
}

interface FilesOfBuild {
  readonly tree: WorkspaceTree;
  readonly files: readonly FileState[];
}

interface KnownObject extends PlacedObject {
  readonly source: WrittenObject;
  readonly decoded: DecodedRendering | undefined;
}

interface DecodedRendering extends Decoded {
  /** As of a member. */
  readonly variables: boolean;
}

/** Decodes what builds make, once for as long as it comes out the same. */
export class BuiltDecoder {
  readonly settings: Pick<Settings, "versions">;
  /** Of a document that was passed over, or stands in a file that is no manifest by its name. */
  readonly written: (document: YamlDocument) => Decoded;
  readonly #parts = new WeakMap<Pick<Build, "objects">, BuiltParts>();
  readonly #files = new WeakMap<Build["uses"], FilesOfBuild>();
  readonly #ofObjects = new WeakMap<BuiltObject, KnownObject>();

  constructor(settings: Pick<Settings, "versions">) {
    this.settings = settings;
    this.written = memoize((document: YamlDocument) => decodeDocument(document, settings));
  }

  /** What a scope holds of an object of a build, the same members for as long as it is written the same. */
  placed(object: BuiltObject, source: WrittenObject): PlacedObject {
    const known = this.#ofObjects.get(object);
    if (known !== undefined && isSameSource(known.source, source)) return known;
    const made = object.changed
      ? placedAnew(known?.decoded ?? this.#decoded(object), source)
      : { members: source.objects.map((it) => memberOf(it, source)), decoded: undefined, rendered: undefined };
    const placed = { source, ...made };
    this.#ofObjects.set(object, placed);
    return placed;
  }

  #decoded(object: BuiltObject): DecodedRendering {
    const document = renderedDocument(object);
    const { objects, problems } = decodeDocument(document, this.settings);
    // Of comments and what is taken away, the document's text still tells.
    const text = mayTellUnfinished(document.text) ? renderedText(object) : "";
    return { objects, problems, variables: isUnfinished(text, document, objects) };
  }

  /** What a build has come to, made once for each. */
  partsOf(build: Pick<Build, "objects">, make: () => BuiltParts): BuiltParts {
    const known = this.#parts.get(build);
    if (known !== undefined) return known;
    const made = make();
    this.#parts.set(build, made);
    return made;
  }

  /** The manifests of a build as they are now: the same list for as long as all of them are the same. */
  filesOf(uses: Build["uses"], tree: WorkspaceTree): readonly FileState[] {
    const known = this.#files.get(uses);
    const changed = known === undefined ? undefined : tree.changedSince(known.tree);
    const isSame = changed !== undefined && ![...changed].some((it) => uses.get(it) === "resource");
    const files = known !== undefined && isSame ? known.files : manifestsIn(uses, tree);
    this.#files.set(uses, { tree, files });
    return files;
  }
}

function manifestsIn(uses: Build["uses"], tree: WorkspaceTree): readonly FileState[] {
  const files: FileState[] = [];
  for (const [path, use] of uses) {
    const file = use === "resource" ? tree.stateOf(path) : undefined;
    if (file !== undefined) files.push(file);
  }
  return files;
}

function placedAnew(decoded: DecodedRendering, source: WrittenObject): Omit<KnownObject, "source"> {
  const { objects, variables } = decoded;
  const members = objects.map((rendered) => {
    const said = source.objects.find((it) => it.type === rendered.type)?.meta.namespace;
    // What a patch takes away leaves an object where objects without a namespace are.
    const namespace = rendered.meta.namespace?.value ?? (said === undefined ? undefined : "default");
    const member = memberOf(withNamespace(rendered, said), { file: source.file, variables });
    return namespace === undefined || namespace === said?.value ? member : { ...member, namespace };
  });
  return { members, decoded, rendered: renderedObject(decoded, source.file) };
}

function renderedObject(decoded: Decoded, file: string | undefined): RenderedObject {
  return file === undefined ? { decoded } : { decoded, file };
}

/** The object with a namespace that is written elsewhere; with none where none is. */
function withNamespace(object: DecodedObject, namespace: Sourced<string> | undefined): DecodedObject {
  if (object.meta.namespace === namespace) return object;
  const { namespace: _, ...others } = object.meta;
  const meta: ObjectMeta = namespace === undefined ? others : { ...object.meta, namespace };
  return { ...object, meta };
}

function memberOf(object: DecodedObject, { variables, file }: Pick<WrittenObject, "variables" | "file">): Member {
  return file === undefined ? { object, variables } : { object, variables, file };
}

function isSameSource(a: WrittenObject, b: WrittenObject): boolean {
  const { length } = a.objects;
  if (a.file !== b.file || a.variables !== b.variables || length !== b.objects.length) return false;
  return a.objects.every((it, at) => it === b.objects[at]);
}
