/** Server names of TLS and listeners of one's own beside `ports` in an allow item (CV-32, CV-34). */

import type { YamlNode } from "../../../syntax/yaml-document.js";
import type { ItemPlace } from "./item.js";
import { closest, namesOf } from "./names.js";
import { SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field } from "../../../decode/read.js";

const ENVOY_KINDS = ["CiliumEnvoyConfig", "CiliumClusterwideEnvoyConfig"];

/**
 * CV-32. The schema looks at the names since 1.18; wildcards anywhere came with 1.20.
 *
 * @param l7 The list of HTTP or DNS rules in the same item, if there is one.
 */
export function checkServerNames(
  problems: CiliumProblems,
  item: YamlNode,
  path: string,
  l7: YamlNode | undefined,
): void {
  const list = field(item, "serverNames");
  if (list?.kind !== "sequence") return;
  const where = `${path}.serverNames`;
  const names = list.items();
  if (names.length === 0 && problems.atLeast(18)) problems.add("CV-32", "empty-list", where, list.site("pair"), SCHEMA);
  if (names.length > 0 && l7 !== undefined && field(item, "terminatingTLS") === undefined) {
    problems.add("CV-32", "with-rules", where, list.site("key"), problems.agent, {
      related: l7.site("key"),
      allowed: ["terminatingTLS"],
    });
  }
  const seen = new Map<string, YamlNode>();
  for (const name of names) {
    if (name.scalarType !== "string") continue;
    const earlier = seen.get(name.text);
    if (earlier !== undefined && problems.atLeast(18)) {
      problems.add("CV-32", "twice", where, name.site("value"), SCHEMA, {
        text: name.text,
        related: earlier.site("value"),
      });
      continue;
    }
    seen.set(name.text, name);
    checkServerName(problems, name, where);
  }
}

const ANY_WILDCARD = namesOf("[-a-zA-Z0-9_*]");
const LEADING_WILDCARD = namesOf("[-a-zA-Z0-9_]", "(?:\\*?\\*\\.)?");

function checkServerName(problems: CiliumProblems, node: YamlNode, path: string): void {
  const { text } = node;
  const at = node.site("value");
  if (!problems.atLeast(18)) {
    if (text === "") problems.add("CV-32", "empty-name", path, at, problems.agent, { text });
    return;
  }
  const fits = (problems.atLeast(20) ? ANY_WILDCARD : LEADING_WILDCARD).test(text);
  if (fits && text.length <= 255) return;
  const reason =
    text === "" ? "empty-name" : fits ? "too-long" : ANY_WILDCARD.test(text) ? "wildcard-too-new" : "characters";
  problems.add("CV-32", reason, path, at, SCHEMA, {
    text,
    ...(reason === "wildcard-too-new" ? { allowed: ["1.20"] } : {}),
  });
}

/** CV-34. */
export function checkListener(
  problems: CiliumProblems,
  item: YamlNode,
  path: string,
  place: ItemPlace,
  l7: YamlNode | undefined,
): void {
  const listener = field(item, "listener");
  if (listener?.kind !== "map") return;
  const where = `${path}.listener`;
  const key = listener.site("key");
  if (place.list === "ingress") {
    problems.add("CV-34", "listener-on-ingress", where, key, problems.agent, { allowed: ["egress"] });
  } else if (l7 !== undefined) {
    problems.add("CV-34", "listener-with-rules", where, key, problems.agent, { related: l7.site("key") });
  }
  const priority = field(listener, "priority");
  if (priority?.scalarType === "integer") {
    const value = Number(priority.scalar().value);
    if (value < 1 || value > 100) {
      problems.add("CV-34", "priority", `${where}.priority`, priority.site("value"), SCHEMA, { text: priority.text });
    }
  }
  const config = field(listener, "envoyConfig");
  for (const [parent, of] of [
    [listener, where],
    [config, `${where}.envoyConfig`],
  ] as const) {
    const name = parent?.kind === "map" ? stringAt(parent, "name") : undefined;
    if (name?.text === "") problems.add("CV-34", "name-empty", `${of}.name`, name.site("value"), SCHEMA, { text: "" });
  }
  const kind = config?.kind === "map" ? stringAt(config, "kind") : undefined;
  if (kind === undefined) return;
  if (!ENVOY_KINDS.includes(kind.text)) {
    problems.add("CV-34", "config-kind", `${where}.envoyConfig.kind`, kind.site("value"), SCHEMA, {
      text: kind.text,
      allowed: ENVOY_KINDS,
      ...closest(kind.text, ENVOY_KINDS),
    });
  } else if (!place.namespaced && kind.text === "CiliumEnvoyConfig") {
    // Noticed when the policy is resolved, not when it is read.
    problems.add("CV-34", "namespaced-config", `${where}.envoyConfig.kind`, kind.site("value"), undefined, {
      text: kind.text,
      allowed: ["CiliumClusterwideEnvoyConfig"],
      instead: "CiliumClusterwideEnvoyConfig",
    });
  }
}
