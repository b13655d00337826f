/** Objects as they stand in a scope: those that files hold, and those that builds make of them. */

import { memoize } from "../base/memoize.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { FileState } from "./file-state.js";

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

/** Kind, namespace and name, by which a cluster tells objects of one API group apart; undefined where that is not known in full. */
export function identityOf(member: Member): string | undefined {
  const { object, variables } = member;
  const name = nameOf(member);
  if (variables || !/^[a-z0-9.-]+$/.test(name)) return undefined;
  const namespace = object.type === "namespace" ? "" : namespaceOf(member);
  return `${object.meta.kind.value}/${namespace}/${name}`;
}
