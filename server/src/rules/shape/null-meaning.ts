/** What a null means in each place of a policy where that is worth a word (KV-24, A.1.5, B.2.4). */

import type { NullValue } from "../../model/shape-problem.js";
import { effectOfLoss } from "./vocabulary.js";
import type { YamlValue } from "../../base/yaml-value.js";
import type { Severity } from "../rule.js";
import { isCilium, isNetworkPolicy, parentPath, quoted, refusal } from "../words/shape-words.js";

export interface NullMeaning {
  readonly severity: Severity;
  readonly message: string;
  /** What could be written in the null's place without changing anything. */
  readonly same?: YamlValue;
}

/** Undefined where a null does what anyone would expect, or where another rule speaks of it. */
export function nullMeaning(problem: NullValue): NullMeaning | undefined {
  switch (problem.where) {
    case "item":
      return ofItem(problem);
    case "entry":
      return ofLabel(problem);
    case "field":
      if (isNetworkPolicy(problem.kind)) return ofField(problem);
      return isCilium(problem.kind) ? ofCiliumField(problem) : ofOtherField(problem);
  }
}

function ofItem(problem: NullValue): NullMeaning | undefined {
  const list = quoted(problem.field);
  if (problem.readAs === "refused") return refusedItem(problem);
  switch (problem.field) {
    case "ingress":
      return { severity: "warning", message: "An empty item in `ingress` admits every source on every port", same: {} };
    case "egress":
      return {
        severity: "warning",
        message: "An empty item in `egress` admits every destination on every port",
        same: {},
      };
    case "ports":
      return { severity: "warning", message: "An empty item in `ports` opens every TCP port", same: {} };
    case "from":
    case "to":
      // A peer that names nothing is refused (KV-3), and has a rule of its own.
      return undefined;
    case "values":
      return { severity: "warning", message: `An empty item in ${list} stands for the empty label value`, same: "" };
    default:
      return undefined;
  }
}

function refusedItem(problem: NullValue): NullMeaning {
  return { severity: "error", message: `An empty item in ${quoted(problem.field)}: ${refusal(problem)}` };
}

function ofLabel({ field, readAs, siblings }: NullValue): NullMeaning {
  const label = quoted(field, 36);
  if (readAs === "zero-value") {
    return { severity: "warning", message: `${label} has no value: only pods where it is empty match`, same: "" };
  }
  const others = siblings.some((it) => it.type !== "null");
  return {
    severity: "warning",
    message: `${label} has no value and is not read: the selector matches ${others ? "more than it says" : "everything"}`,
  };
}

function ofField({ path, field, siblings }: NullValue): NullMeaning | undefined {
  const name = `${quoted(field)} with nothing behind it`;
  const has = (key: string) => siblings.some((it) => it.key === key && it.type !== "null");
  switch (field) {
    case "from":
      return { severity: "info", message: `${name} admits every source` };
    case "to":
      return { severity: "info", message: `${name} admits every destination` };
    case "ports":
      return { severity: "info", message: `${name} opens every port` };
    case "port":
      return { severity: "warning", message: `${name} opens every port of the protocol` };
    case "podSelector":
      // In a peer it is as good as missing, which beside a namespace selector means the same as `{}`.
      if (path !== "spec.podSelector") return undefined;
      return { severity: "info", message: `${name} selects every pod of the namespace`, same: {} };
    case "namespaceSelector":
      if (!has("podSelector")) return undefined;
      return { severity: "warning", message: `${name} means the policy's own namespace, not every namespace` };
    case "matchLabels":
    case "matchExpressions":
      return emptySelector(path, has(field === "matchLabels" ? "matchExpressions" : "matchLabels"));
    default:
      return undefined;
  }
}

/** Written for the subject it is a way to say "every pod"; a peer that is meant to be everyone is hardly ever written so. */
function emptySelector(path: string, others: boolean): NullMeaning | undefined {
  if (others) return undefined;
  const field = path.slice(path.lastIndexOf(".") + 1);
  const subject =
    /^specs?\.(podSelector|endpointSelector|nodeSelector|subject\.namespaces|subject\.pods\.\w+)\.[^.]+$/.test(path);
  return {
    severity: subject ? "info" : "warning",
    message: `${quoted(field)} with nothing behind it: the selector matches everything`,
    same: field === "matchLabels" ? {} : [],
  };
}

const PEERS = /^(from|to)(Endpoints|CIDR|CIDRSet|Entities|Nodes|Groups|FQDNs|Services)$/;
const LISTS = ["ingress", "ingressDeny", "egress", "egressDeny"];

function ofCiliumField(problem: NullValue): NullMeaning | undefined {
  const { path, field, siblings } = problem;
  if (field === "matchLabels" || field === "matchExpressions") {
    return emptySelector(
      path,
      siblings.some((it) => it.key !== field && it.type !== "null"),
    );
  }
  if (LISTS.includes(field)) {
    // A policy without any list that holds is refused, and another rule says so.
    if (!siblings.some((it) => LISTS.includes(it.key) && it.type === "list")) return undefined;
    return { severity: "warning", message: `${quoted(field)} with nothing behind it does nothing: it isolates no pod` };
  }
  if (!PEERS.test(field) && !["toPorts", "rules", "path", "method", "host"].includes(field)) return undefined;
  return ofLostField(problem);
}

function ofOtherField(problem: NullValue): NullMeaning | undefined {
  const { path, field, siblings } = problem;
  if (field !== "matchLabels" && field !== "matchExpressions") return ofLostField(problem);
  return emptySelector(
    path,
    siblings.some((it) => it.key !== field && it.type !== "null"),
  );
}

function ofLostField({ kind, path, field, siblings }: NullValue): NullMeaning | undefined {
  const effect = effectOfLoss({ kind, path: parentPath({ path, field }), field, siblings });
  return effect === undefined
    ? undefined
    : { severity: "warning", message: `${quoted(field)} with nothing behind it is not read: ${effect}` };
}
