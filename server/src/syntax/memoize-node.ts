/** Keeps what a function says of a node. What a build leaves as it is written is the same node in everything that is made of it. */

import { memoize } from "../base/memoize.js";
import type { YamlDocument, YamlNode } from "./yaml-document.js";

/** A function of the node and what is in it alone, computed once for as long as the document is in use. */
export function memoizeNode<T>(compute: (node: YamlNode) => T): (node: YamlNode) => T {
  const answersIn = memoize((_: YamlDocument) => new Map<number, { readonly answer: T }>());
  return (node) => {
    const answers = answersIn(node.document);
    const known = answers.get(node.place) ?? { answer: compute(node) };
    answers.set(node.place, known);
    return known.answer;
  };
}
