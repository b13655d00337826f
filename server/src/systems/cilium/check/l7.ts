/** HTTP and DNS rules beside `ports` in an allow item (CV-24, CV-27 … CV-31). */

import type { YamlNode } from "../../../syntax/yaml-document.js";
import { checkFqdn, closest } from "./names.js";
import type { ItemPlace } from "./item.js";
import { checkListener, checkServerNames } from "./tls.js";
import { globAsExpression, re2Fault } from "../../../base/re2.js";
import { readPortText } from "../port-text.js";
import { ciliumProtocols } from "../protocols.js";
import { presentKeys, SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field, items } from "../../../decode/read.js";

export interface L7Place extends ItemPlace {
  readonly deny: boolean;
}

const KINDS = ["http", "dns"];
const ROLES = ["produce", "consume"];
const MAX_TOPIC = 255;
const MISMATCHES = ["LOG", "ADD", "DELETE", "REPLACE"];

/** @param path Path of `toPorts`. */
export function checkL7(problems: CiliumProblems, item: YamlNode, path: string, place: L7Place): void {
  const rules = field(item, "rules");
  let l7: YamlNode | undefined;
  if (rules?.kind === "map") {
    checkKinds(problems, rules, `${path}.rules`);
    for (const rule of items(field(rules, "http"))) {
      if (rule.kind === "map") checkHttp(problems, rule, `${path}.rules.http`);
    }
    for (const rule of items(field(rules, "kafka"))) {
      if (rule.kind === "map") checkKafka(problems, rule, `${path}.rules.kafka`);
    }
    for (const name of items(field(rules, "dns"))) {
      if (name.kind === "map") checkFqdn(problems, name, `${path}.rules.dns`);
    }
    // An empty list of rules counts as rules here, though it admits everything; `l7proto` alone does not.
    const present = presentKeys(rules, [...KINDS, "kafka", "l7"]);
    l7 = present.find((it) => it.node.kind === "sequence")?.node;
    // Of several kinds it is not known which one is meant.
    if (l7 !== undefined && present.length === 1) checkPlace(problems, rules, field(item, "ports"), path, place, l7);
  }
  checkServerNames(problems, item, path, l7);
  checkListener(problems, item, path, place, l7);
}

/** CV-27, CP-52: exactly one kind. */
function checkKinds(problems: CiliumProblems, rules: YamlNode, path: string): void {
  const present = presentKeys(rules, [...KINDS, "kafka", "l7proto"]);
  const [first, second] = present;
  const gate = problems.atLeast(16) ? SCHEMA : problems.agent;
  if (first === undefined) {
    const l7 = field(rules, "l7");
    if (l7 !== undefined) {
      problems.add("CV-27", "l7-without-l7proto", `${path}.l7`, l7.site("key"), gate, { allowed: ["l7proto"] });
    } else if (!problems.isLost(rules, problems.atLeast(16) ? SCHEMA : undefined)) {
      const blank = rules.entries().find((it) => it.value.isNull);
      const at = blank?.value.site("key") ?? rules.site("pair");
      problems.add("CV-27", "empty", path, at, problems.atLeast(16) ? SCHEMA : undefined, { allowed: KINDS });
    }
    return;
  }
  if (second !== undefined) {
    problems.add("CV-27", "several-kinds", `${path}.${second.key}`, second.node.site("key"), gate, {
      related: first.node.site("key"),
      allowed: present.map((it) => it.key),
    });
  }
}

/** Where such rules may stand, and with which ports (CV-24, CV-28, CV-29, CV-30). */
function checkPlace(
  problems: CiliumProblems,
  rules: YamlNode,
  ports: YamlNode | undefined,
  path: string,
  place: L7Place,
  l7: YamlNode,
): void {
  const dns = field(rules, "dns");
  const hasDns = items(dns).length > 0;
  const ingress = place.list === "ingress";
  const rulesPath = `${path}.rules.${l7.key ?? ""}`;
  if (ingress && hasDns && dns !== undefined) {
    problems.add("CV-29", "dns-on-ingress", `${path}.rules.dns`, dns.site("key"), problems.agent, {
      allowed: ["egress"],
    });
    return;
  }
  const hostDns = hasDns && !ingress && problems.atLeast(17);
  if (place.host && !hostDns && (ingress || !problems.atLeast(17) || items(l7).length > 0)) {
    problems.add("CV-30", "on-nodes", rulesPath, l7.site("key"), problems.agent, { text: l7.key ?? "" });
    return;
  }
  // A list of a wrong type is a complaint of the schema walk.
  if (dns !== undefined && (ports === undefined || (ports.kind === "sequence" && ports.items().length === 0))) {
    problems.add("CV-29", "dns-without-ports", `${path}.rules.dns`, dns.site("key"), problems.agent, {
      allowed: ["53"],
    });
  }
  for (const item of items(ports)) {
    if (item.kind !== "map") continue;
    if (!hasDns) needsTcp(problems, item, `${path}.ports.protocol`, l7);
    const port = stringAt(item, "port");
    const number = port === undefined ? undefined : readPortText(port.text);
    if (port === undefined || typeof number !== "number") continue;
    if (number === 0) {
      problems.add("CV-24", "port-zero-with-rules", `${path}.ports.port`, port.site("value"), problems.agent, {
        text: port.text,
        related: l7.site("key"),
        ...(hasDns ? { instead: "53" } : {}),
      });
    }
    const endPort = field(item, "endPort");
    if (!hasDns || endPort?.scalarType !== "integer") continue;
    if (Number(endPort.scalar().value) > number && number > 0) {
      problems.add("CV-29", "dns-with-range", `${path}.ports.endPort`, endPort.site("pair"), problems.agent, {
        text: endPort.text,
        related: l7.site("key"),
      });
    }
  }
}

/** CV-28. A protocol that the schema refuses is a fault of its own. */
function needsTcp(problems: CiliumProblems, port: YamlNode, path: string, l7: YamlNode): void {
  const protocol = field(port, "protocol");
  if (protocol === undefined) {
    problems.add("CV-28", "protocol-missing", path, port.site("value"), problems.agent, {
      allowed: ["TCP"],
      instead: "TCP",
      related: l7.site("key"),
    });
  } else if (
    protocol.scalarType === "string" &&
    protocol.text !== "TCP" &&
    ciliumProtocols(problems.version).includes(protocol.text)
  ) {
    problems.add("CV-28", "protocol", path, protocol.site("value"), problems.agent, {
      text: protocol.text,
      allowed: ["TCP"],
      instead: "TCP",
      related: l7.site("key"),
    });
  }
}

/** What the schema says of requests to Kafka, until they went with 1.20. */
function checkKafka(problems: CiliumProblems, rule: YamlNode, path: string): void {
  const role = stringAt(rule, "role");
  if (role !== undefined && !ROLES.includes(role.text)) {
    problems.add("CV-27", "role", `${path}.role`, role.site("value"), SCHEMA, {
      text: role.text,
      allowed: ROLES,
      ...closest(role.text, ROLES),
    });
  }
  const topic = stringAt(rule, "topic");
  if (topic !== undefined && [...topic.text].length > MAX_TOPIC) {
    problems.add("CV-27", "topic", `${path}.topic`, topic.site("value"), SCHEMA, { text: topic.text });
  }
}

/** CV-31. The agent compiles `path` and `method`; `host` goes to Envoy unread. */
function checkHttp(problems: CiliumProblems, rule: YamlNode, path: string): void {
  for (const key of ["path", "method"]) {
    const expression = stringAt(rule, key);
    const fault = expression === undefined ? undefined : re2Fault(expression.text);
    if (expression === undefined || fault === undefined) continue;
    const glob = globAsExpression(expression.text);
    problems.add("CV-31", `expression-${fault}`, `${path}.${key}`, expression.site("value"), problems.agent, {
      text: expression.text,
      ...(glob === undefined ? {} : { instead: glob }),
    });
  }
  for (const match of items(field(rule, "headerMatches"))) {
    if (match.kind !== "map") continue;
    const name = stringAt(match, "name");
    if (name?.text === "") {
      const gate = problems.atLeast(16) ? SCHEMA : problems.agent;
      problems.add("CV-31", "name-empty", `${path}.headerMatches.name`, name.site("value"), gate, { text: "" });
    }
    const mismatch = stringAt(match, "mismatch");
    if (mismatch === undefined || MISMATCHES.includes(mismatch.text)) continue;
    problems.add("CV-31", "mismatch", `${path}.headerMatches.mismatch`, mismatch.site("value"), SCHEMA, {
      text: mismatch.text,
      allowed: MISMATCHES,
      ...closest(mismatch.text, MISMATCHES),
    });
  }
}
