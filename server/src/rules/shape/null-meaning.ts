/** What null means in each place of a policy where that may surprise (KV-24, A.1.5, B.2.4). */

import type { NullValue } from "../../model/shape-problem.js";
import { effectOfLoss } from "./vocabulary.js";
import type { YamlValue } from "../../base/yaml-value.js";
import type { Severity } from "../rule.js";
import { isCilium, isNetworkPolicy, parentPath, quoted, refusal } from "../words/shape-words.js";

export interface NullMeaning {
  readonly severity: Severity;
  readonly message: string;
  /** What to write instead of null without changing anything. */
  readonly same?: YamlValue;
}

/** Undefined where null does what anyone would expect, or where another rule reports it. */
export function nullMeaning(problem: NullValue): NullMeaning | undefined {
  switch (problem.where) {
    case "item":
      return ofItem(problem);
    case "entry":
      return ofLabel(problem);
    case "field":
      if (isNetworkPolicy(problem)) return ofField(problem);
      return isCilium(problem) ? ofCiliumField(problem) : ofOtherField(problem);
  }
}

function ofItem(problem: NullValue): NullMeaning | undefined {
  const list = quoted(problem.field);
  if (problem.readAs === "refused") return refusedItem(problem);
  switch (problem.field) {
    case "ingress":
      return { severity: "warning", message: "A null item in `ingress` allows all sources on all ports", same: {} };
    case "egress":
      return {
        severity: "warning",
        message: "A null item in `egress` allows all destinations on all ports",
        same: {},
      };
    case "ports":
      return { severity: "warning", message: "A null item in `ports` allows all TCP ports", same: {} };
    case "from":
    case "to":
      // An empty peer is rejected (KV-3), and has a rule of its own.
      return undefined;
    case "values":
      return { severity: "warning", message: `A null item in ${list} is the empty label value`, same: "" };
    default:
      return undefined;
  }
}

function refusedItem(problem: NullValue): NullMeaning {
  return { severity: "error", message: `A null item in ${quoted(problem.field)}: ${refusal(problem)}` };
}

function ofLabel({ field, readAs, siblings }: NullValue): NullMeaning {
  const label = quoted(field);
  if (readAs === "zero-value") {
    return { severity: "warning", message: `${label} is null: only an empty value of this label matches`, same: "" };
  }
  const others = siblings.some((it) => it.type !== "null");
  return {
    severity: "warning",
    message: `${label} is null and ignored: the selector matches ${others ? "more than it says" : "everything"}`,
  };
}

function ofField({ path, field, siblings }: NullValue): NullMeaning | undefined {
  const name = `${quoted(field)} is null`;
  const has = (key: string) => siblings.some((it) => it.key === key && it.type !== "null");
  switch (field) {
    case "from":
      return { severity: "info", message: `${name}: all sources are allowed` };
    case "to":
      return { severity: "info", message: `${name}: all destinations are allowed` };
    case "ports":
      return { severity: "info", message: `${name}: all ports are allowed` };
    case "port":
      return { severity: "warning", message: `${name}: all ports of the protocol are allowed` };
    case "podSelector":
      // In a peer it counts as missing, which next to a namespace selector means the same as `{}`.
      if (path !== "spec.podSelector") return undefined;
      return { severity: "info", message: `${name}: the policy selects every pod in the namespace`, same: {} };
    case "namespaceSelector":
      if (!has("podSelector")) return undefined;
      return { severity: "warning", message: `${name}: this means the policy's own namespace, not every namespace` };
    case "matchLabels":
    case "matchExpressions":
      return emptySelector(path, has(field === "matchLabels" ? "matchExpressions" : "matchLabels"));
    default:
      return undefined;
  }
}

/** For the pods that a policy selects, it is one way to write "every pod"; hardly anyone writes a peer that way. */
function emptySelector(path: string, others: boolean): NullMeaning | undefined {
  if (others) return undefined;
  const field = path.slice(path.lastIndexOf(".") + 1);
  const subject =
    /^specs?\.(podSelector|endpointSelector|nodeSelector|subject\.namespaces|subject\.pods\.\w+)\.[^.]+$/.test(path);
  return {
    severity: subject ? "info" : "warning",
    message: `${quoted(field)} is null: the selector matches everything`,
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
    // A policy without any list of rules is rejected, and another rule says so.
    if (!siblings.some((it) => LISTS.includes(it.key) && it.type === "list")) return undefined;
    return { severity: "warning", message: `${quoted(field)} is null and has no effect: it restricts no traffic` };
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

function ofLostField({ system, path, field, siblings }: NullValue): NullMeaning | undefined {
  const effect = effectOfLoss(system, { path: parentPath({ path, field }), field, siblings });
  return effect === undefined
    ? undefined
    : { severity: "warning", message: `${quoted(field)} is null and ignored: ${effect}` };
}
