/** Words and DNS names in Cilium policies: entities (CV-8), names and patterns of `toFQDNs` and DNS rules (CV-12). */

import { nearest } from "../../../base/nearest.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { presentKeys, SCHEMA, stringAt, type CiliumProblems } from "./problems.js";

const ENTITIES = [
  "all",
  "world",
  "cluster",
  "host",
  "init",
  "ingress",
  "unmanaged",
  "remote-node",
  "health",
  "none",
  "kube-apiserver",
];

/** The word of a list that was meant, if one is near; case does not count. */
export function closest(text: string, words: readonly string[]): { readonly instead?: string } {
  const same = words.find((it) => it.toLowerCase() === text.trim().toLowerCase());
  const instead = same ?? nearest(text, words);
  return instead === undefined ? {} : { instead };
}

/** CV-8. `cluster-mesh` is known since 1.20, though schemas of its first releases may lack it. */
export function checkEntity(problems: CiliumProblems, node: YamlNode, path: string): void {
  if (node.scalarType !== "string" || ENTITIES.includes(node.text)) return;
  const allowed = problems.atLeast(20) ? [...ENTITIES, "cluster-mesh"] : ENTITIES;
  if (allowed.includes(node.text)) return;
  const { text } = node;
  const reason = text === "cluster-mesh" ? "too-new" : /^world-ipv[46]$/.test(text) ? "world-family" : "entity";
  // The two families of the world have no entity of their own, but an address range each.
  const more = reason === "entity" ? closest(text, allowed) : {};
  problems.add("CV-8", reason, path, node.site("value"), SCHEMA, { text, allowed, ...more });
}

const FQDN_KEYS = ["matchName", "matchPattern"];
const NAME = namesOf("[-a-zA-Z0-9_]");
const PATTERN = namesOf("[-a-zA-Z0-9_*]");
const URL = /^[a-z][a-z0-9+.-]*:\/\/([^/:?#]+)/i;

/**
 * Labels of these characters with single dots between them and perhaps one at the end. The schema's `(label+[.]?)+` is
 * the same language; written so, a text that does not fit takes time that doubles with each character.
 */
export function namesOf(label: string, before = ""): RegExp {
  return new RegExp(`^${before}${label}+(?:[.]${label}+)*[.]?$`);
}

/** CV-12: exactly one of the two keys, and only characters of names. The schema says so since 1.16, the agent before. */
export function checkFqdn(problems: CiliumProblems, item: YamlNode, path: string): void {
  const present = presentKeys(item, FQDN_KEYS);
  const gate = problems.atLeast(16) ? SCHEMA : problems.agent;
  const [first, second] = present;
  if (first === undefined) {
    // Before 1.16 an item without either was accepted, and matched nothing.
    const refusedBy = problems.atLeast(16) ? SCHEMA : undefined;
    if (problems.isLost(item, refusedBy)) return;
    problems.add("CV-12", "name-missing", path, item.site("value"), refusedBy, { allowed: FQDN_KEYS });
    return;
  }
  if (second !== undefined) {
    problems.add("CV-12", "two-names", `${path}.${second.key}`, second.node.site("key"), gate, {
      related: first.node.site("key"),
      allowed: FQDN_KEYS,
    });
  }
  for (const key of FQDN_KEYS) checkName(problems, stringAt(item, key), key, `${path}.${key}`);
}

function checkName(problems: CiliumProblems, node: YamlNode | undefined, key: string, path: string): void {
  if (node === undefined) return;
  const { text } = node;
  const at = node.site("value");
  if (!(key === "matchName" ? NAME : PATTERN).test(text)) {
    const host = URL.exec(text)?.[1] ?? /^([^/:]+)(?:[/:].*)$/.exec(text)?.[1];
    const fits = host !== undefined && (key === "matchName" ? NAME : PATTERN).test(host);
    const wildcard = key === "matchName" && PATTERN.test(text);
    const reason = text === "" ? "empty" : wildcard ? "wildcard-in-name" : URL.test(text) ? "url" : "characters";
    problems.add("CV-12", reason, path, at, SCHEMA, {
      text,
      ...(wildcard ? { allowed: ["matchPattern"] } : {}),
      ...(fits ? { instead: host } : {}),
    });
    return;
  }
  if (text.length > 255 && problems.atLeast(17)) {
    problems.add("CV-12", "too-long", path, at, SCHEMA, { text, allowed: ["255"] });
  }
}
