/** A text whose node is known, so that YAML in it can be read with its places. */

import type { Site, Sourced } from "../base/source.js";
import { inlineDocuments } from "../syntax/inline-documents.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";

export class NodeText implements Sourced<string> {
  readonly node: YamlNode;

  constructor(node: YamlNode) {
    this.node = node;
  }

  get value(): string {
    return this.node.text;
  }

  get at(): Site {
    return this.node.site("value");
  }

  /** @returns The map that it says in YAML; undefined for anything else, and for text that is not valid YAML. */
  map(): YamlNode | undefined {
    return mapIn(this.value, this.node);
  }
}

/** @param at Where the text is from. */
export function mapIn(value: string, at: YamlNode): YamlNode | undefined {
  const [only, another] = inlineDocuments({ value, at });
  if (only === undefined || another !== undefined || only.problems.length > 0) return undefined;
  const root = rootOf(only);
  return root?.kind === "map" ? root : undefined;
}
