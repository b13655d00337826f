/** At which addresses the DNS cache of a node listens, as its arguments say: `-localip 169.254.20.10,10.96.0.10`. */

import type { YamlNode } from "../syntax/yaml-document.js";
import { field, items, text } from "./read.js";

const FLAG = /(?:^|\s)--?localip(?:[=\s]+(\S+))?/;

/** @param containers Those of a pod. Empty where none is such a cache. */
export function cacheAddresses(containers: readonly YamlNode[]): readonly string[] {
  return containers.flatMap((container) => {
    const words = [...items(field(container, "command")), ...items(field(container, "args"))].map(
      (it) => text(it)?.value ?? "",
    );
    const at = words.findIndex((it) => FLAG.test(it));
    if (at < 0) return [];
    const value = FLAG.exec(words[at] ?? "")?.[1] ?? words[at + 1] ?? "";
    return value.split(",").filter((it) => it !== "");
  });
}
