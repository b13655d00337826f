/** Objects as they stand in a scope: those that files hold, and those that builds make of them. */

import { memoize } from "../base/memoize.js";
import { type Build, type BuiltObject, renderedDocument } from "../kustomize/index.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { type Decoded, decodeDocument, type DecodedObject } from "../systems/decode-document.js";
import type { FileState } from "./file-state.js";
import type { Settings } from "./settings.js";

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
  readonly rendered: (object: BuiltObject) => Decoded;
  /** Of a document that was passed over, or stands in a file that is no manifest by its name. */
  readonly written: (document: YamlDocument) => Decoded;
  /** What a scope holds of a rendered object, see `Member`. */
  readonly placed: (rendered: DecodedObject, written: DecodedObject | undefined) => DecodedObject;
  readonly #members = new WeakMap<Pick<Build, "objects">, readonly Member[]>();

  constructor(settings: Pick<Settings, "versions">) {
    this.settings = settings;
    this.rendered = memoize((object: BuiltObject) => decodeDocument(renderedDocument(object), settings));
    this.written = memoize((document: YamlDocument) => decodeDocument(document, settings));
    const known = new WeakMap<
      DecodedObject,
      { readonly written: DecodedObject | undefined; readonly made: DecodedObject }
    >();
    this.placed = (rendered, written) => {
      const before = known.get(rendered);
      if (before !== undefined && before.written === written) return before.made;
      const made = withWrittenNamespace(rendered, written);
      known.set(rendered, { written, made });
      return made;
    };
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

function withWrittenNamespace(rendered: DecodedObject, written: DecodedObject | undefined): DecodedObject {
  const { namespace: _, ...meta } = rendered.meta;
  const namespace = written?.meta.namespace;
  return { ...rendered, meta: namespace === undefined ? meta : { ...meta, namespace } };
}
