/** Checks of a Cilium policy as a whole and of each of its specs (B.1.1); items have files of their own. */

import { CILIUM_LISTS } from "../model.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { checkCiliumItem } from "./item.js";
import { checkCiliumSelector } from "./selector.js";
import { type CiliumProblems, presentKeys, SCHEMA, stringAt } from "./problems.js";
import { field, items } from "../../../decode/read.js";

const CHECK = "B.1.1";
/** Names under which a subject is looked for; the last is Kubernetes' own. */
const SUBJECT_KEYS = ["endpointSelector", "nodeSelector", "podSelector"];

/**
 * Everything that the CRD's schema or the agent refuses although the types are right, and what is accepted but reads
 * otherwise than it looks (without `refusedBy`).
 */
export function checkCiliumPolicy(root: YamlNode, kind: string, problems: CiliumProblems): void {
  const spec = field(root, "spec");
  const specs = field(root, "specs");
  if (spec === undefined && specs === undefined) missingSpec(problems, root);
  const namespaced = kind === "CiliumNetworkPolicy";
  if (spec?.kind === "map") checkSpec(problems, spec, "spec", namespaced);
  for (const item of items(specs)) if (item.kind === "map") checkSpec(problems, item, "specs", namespaced);
}

/** A CEL rule of the CRD since 1.20; before, the agent ignored the object with a line in its log. */
function missingSpec(problems: CiliumProblems, root: YamlNode): void {
  // A misspelt `spec`, or its contents one level too high, are findings of their own.
  const astray = ["spec", "specs", "rules", ...SUBJECT_KEYS, ...CILIUM_LISTS];
  const gate = problems.atLeast(20) ? SCHEMA : problems.agent;
  if (problems.isLost(root, gate, astray)) return;
  const empty = root.get("spec") ?? root.get("specs");
  const at = empty?.site("key") ?? field(root, "kind")?.site("value") ?? root.site("value");
  problems.add(CHECK, "spec-missing", "spec", at, gate);
}

function checkSpec(problems: CiliumProblems, spec: YamlNode, path: string, namespaced: boolean): void {
  const host = checkSubject(problems, spec, path, namespaced);
  checkLists(problems, spec, path);
  checkLog(problems, spec, path);
  for (const list of CILIUM_LISTS) {
    // Before 1.18 the agent did not look into deny items (B.4).
    const inList = list.endsWith("Deny") && !problems.atLeast(18) ? problems.withoutAgent() : problems;
    for (const item of items(field(spec, list))) {
      if (item.kind === "map") checkCiliumItem(inList, item, { list, path: `${path}.${list}`, namespaced, host });
    }
  }
}

/** Exactly one selector; nodes only cluster-wide. Returns whether the subject are nodes. */
function checkSubject(problems: CiliumProblems, spec: YamlNode, path: string, namespaced: boolean): boolean {
  const present = presentKeys(spec, ["endpointSelector", "nodeSelector"]);
  for (const { key, node } of present) {
    if (node.kind === "map") checkCiliumSelector(problems, node, `${path}.${key}`, problems.agent);
  }
  const [first, second] = present;
  if (first === undefined) {
    const blank = spec.entries().find((it) => SUBJECT_KEYS.includes(it.key) && it.value.isNull);
    // A misspelt or foreign selector is a finding of its own.
    if (problems.isLost(spec, SCHEMA, SUBJECT_KEYS)) return false;
    problems.add(
      CHECK,
      blank === undefined ? "subject-missing" : "subject-null",
      `${path}.endpointSelector`,
      blank?.value.site("key") ?? placeOf(spec),
      SCHEMA,
      { allowed: ["endpointSelector", "nodeSelector"], ...(blank === undefined ? {} : { instead: "{}" }) },
    );
    return false;
  }
  if (second !== undefined) {
    problems.add(CHECK, "two-subjects", `${path}.${second.key}`, second.node.site("key"), SCHEMA, {
      related: first.node.site("key"),
      allowed: [first.key, second.key],
    });
    return false;
  }
  if (first.key !== "nodeSelector") return false;
  if (namespaced) {
    problems.add(CHECK, "nodes-in-namespaced", `${path}.nodeSelector`, first.node.site("key"), problems.agent, {
      allowed: ["endpointSelector"],
    });
  }
  return true;
}

/** At least one list with at least one item, since 1.18 (CP-2, CP-13, CP-24); before, such a rule had no effect. */
function checkLists(problems: CiliumProblems, spec: YamlNode, path: string): void {
  const lists = presentKeys(spec, CILIUM_LISTS);
  // A list of a wrong type is a complaint of the schema walk.
  if (lists.some(({ node }) => node.kind !== "sequence" || node.items().length > 0)) {
    checkDefaultDeny(problems, spec, path);
    return;
  }
  const [first] = lists;
  const refuses = problems.atLeast(18);
  if (first !== undefined) {
    const more = { allowed: ["[{}]"], instead: "[{}]" };
    problems.add(
      "CP-2",
      "only-empty-lists",
      `${path}.${first.key}`,
      first.node.site("pair"),
      refuses ? problems.agent : undefined,
      more,
    );
    return;
  }
  if (problems.isLost(spec, refuses ? SCHEMA : undefined, CILIUM_LISTS)) return;
  const blank = spec.entries().find((it) => (CILIUM_LISTS as readonly string[]).includes(it.key));
  problems.add(
    CHECK,
    blank === undefined ? "no-lists" : "null-lists",
    path,
    blank?.value.site("key") ?? placeOf(spec),
    refuses ? SCHEMA : undefined,
    {
      allowed: CILIUM_LISTS,
    },
  );
}

/** CP-24: `true` for a direction without items does nothing. */
function checkDefaultDeny(problems: CiliumProblems, spec: YamlNode, path: string): void {
  const node = field(spec, "enableDefaultDeny");
  if (node === undefined) return;
  for (const direction of ["ingress", "egress"] as const) {
    const value = field(node, direction);
    if (value?.scalarType !== "boolean" || value.scalar().value !== true) continue;
    const lists = [field(spec, direction), field(spec, `${direction}Deny`)];
    if (lists.some((it) => it !== undefined && (it.kind !== "sequence" || it.items().length > 0))) continue;
    problems.add(
      "CP-24",
      "direction-without-items",
      `${path}.enableDefaultDeny.${direction}`,
      value.site("pair"),
      undefined,
      {
        text: value.text,
        allowed: [direction, `${direction}Deny`],
      },
    );
  }
}

/** `log.value`: at most 32 printable characters, since 1.18. */
function checkLog(problems: CiliumProblems, spec: YamlNode, path: string): void {
  const log = field(spec, "log");
  const value = log?.kind === "map" ? stringAt(log, "value") : undefined;
  if (value === undefined) return;
  const reason = [...value.text].length > 32 ? "too-long" : /\p{C}/u.test(value.text) ? "not-printable" : undefined;
  if (reason !== undefined) {
    problems.add(CHECK, reason, `${path}.log.value`, value.site("value"), SCHEMA, { text: value.text });
  }
}

/** The key of `spec`; an item of `specs` has none. */
function placeOf(spec: YamlNode) {
  return spec.key === undefined ? spec.site("value") : spec.site("key");
}
