/** Objects as they stand in a scope: those that files hold, and those that builds make of them. */

import { memoize } from "../base/memoize.js";
import type { Sourced } from "../base/source.js";
import { type Build, type BuiltObject, renderedDocument, renderedText } from "../kustomize/index.js";
import type { ObjectMeta } from "../model/object.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { type Decoded, decodeDocument, type DecodedObject } from "../systems/decode-document.js";
import type { FileState } from "./file-state.js";
import type { Settings } from "./settings.js";
import { isUnfinished, mayTellUnfinished } from "./unfinished.js";

export interface Member {
  /** Its `metadata.namespace` is what its manifest says. */
  readonly object: DecodedObject;
  /** The namespace that a build has put it into, where that is another. */
  readonly namespace?: string;
  /** The text holds variables that something fills in later. */
  readonly variables: boolean;
  /** Path of its file; undefined for a document that is looked at on its own, and for an object that a generator makes. */
  readonly file?: string;
}

/** What is decoded of an object of a build as it is written: nothing of one that is generated. */
export interface WrittenObject {
  readonly objects: readonly DecodedObject[];
  readonly variables: boolean;
  readonly file: string | undefined;
}

interface DecodedRendering extends Decoded {
  /** As of a member. */
  readonly variables: boolean;
}

/** The objects of a file as they are written: the same members for as long as the file stays as it is. */
export const membersOf = memoize(({ documents, input: { path } }: FileState): readonly Member[] =>
  documents.flatMap(({ decoded, variables }) => decoded.objects.map((object) => ({ object, variables, file: path }))),
);

/** Without a namespace an object is in `default`, unless a kustomization says otherwise (contract). */
export function namespaceOf({ namespace, object }: Member): string {
  return namespace ?? object.meta.namespace?.value ?? "default";
}

/** Empty where the object has none. */
export function nameOf({ object: { meta } }: Member): string {
  return meta.name?.value ?? "";
}

/** Decodes what builds make, once for as long as it comes out the same. */
export class BuiltDecoder {
  readonly settings: Pick<Settings, "versions">;
  readonly rendered: (object: BuiltObject) => DecodedRendering;
  /** Of a document that was passed over, or stands in a file that is no manifest by its name. */
  readonly written: (document: YamlDocument) => Decoded;
  readonly #members = new WeakMap<Pick<Build, "objects">, readonly Member[]>();
  readonly #ofObjects = new WeakMap<BuiltObject, { readonly source: WrittenObject; readonly members: Member[] }>();

  constructor(settings: Pick<Settings, "versions">) {
    this.settings = settings;
    this.rendered = memoize((object: BuiltObject) => {
      const document = renderedDocument(object);
      const decoded = decodeDocument(document, settings);
      // Of comments and what is taken away, the document's text still tells.
      const text = mayTellUnfinished(document.text) ? renderedText(object) : "";
      return { ...decoded, variables: isUnfinished(text, document, decoded.objects) };
    });
    this.written = memoize((document: YamlDocument) => decodeDocument(document, settings));
  }

  /** What a scope holds of an object of a build, the same members for as long as it is written the same. */
  placed(object: BuiltObject, source: WrittenObject): readonly Member[] {
    const known = this.#ofObjects.get(object);
    if (known !== undefined && isSameSource(known.source, source)) return known.members;
    const members = object.changed
      ? this.#renderedMembers(object, source)
      : source.objects.map((it) => memberOf(it, source));
    this.#ofObjects.set(object, { source, members });
    return members;
  }

  #renderedMembers(object: BuiltObject, source: WrittenObject): Member[] {
    const { objects, variables } = this.rendered(object);
    return objects.map((rendered) => {
      const said = source.objects.find((it) => it.type === rendered.type)?.meta.namespace;
      // What a patch takes away leaves an object where objects without a namespace are.
      const namespace = rendered.meta.namespace?.value ?? (said === undefined ? undefined : "default");
      const member = memberOf(withNamespace(rendered, said), { ...source, variables });
      return namespace === undefined || namespace === said?.value ? member : { ...member, namespace };
    });
  }

  /** The members that a build has come to, made once for each. */
  membersOf(build: Pick<Build, "objects">, make: () => readonly Member[]): readonly Member[] {
    const known = this.#members.get(build);
    if (known !== undefined) return known;
    const made = make();
    this.#members.set(build, made);
    return made;
  }
}

/** The object with a namespace that is written elsewhere; with none where none is. */
function withNamespace(object: DecodedObject, namespace: Sourced<string> | undefined): DecodedObject {
  const { document, at, apiVersion, kind, name, labels, annotations } = object.meta;
  if (object.meta.namespace === namespace) return object;
  const meta: ObjectMeta = {
    ...{ document, at, apiVersion, kind, labels, annotations },
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
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
