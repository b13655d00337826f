/** L7 rules, server names and listeners compared with the ports and the policy around them (CV-24, CV-27 … CV-30, CV-32, CV-34). */

import { quoted } from "../../../base/quote.js";
import type { Direction } from "../../../model/direction.js";
import { sinceRelease } from "../../../schema/constraint.js";
import type { CheckedObject, ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt, items, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { readPortText } from "../port-text.js";
import { CILIUM_PROTOCOLS } from "../schema/values.js";

const RULES = { about: "L7 rules", refusedBy: "agent" } as const;
const KINDS = ["http", "dns", "kafka", "l7proto"];

/** CV-27: `l7` is for the parser that `l7proto` names. */
export const l7NeedsParser: ObjectCheck = ({ node, path, report }) => {
  const l7 = field(node, "l7");
  if (l7 === undefined || KINDS.some((it) => field(node, it) !== undefined)) return;
  report(
    { ...RULES, check: "CV-27", refusedBy: sinceRelease(16, "api-server", "agent") },
    { at: l7.site("key"), path: `${path}.l7` },
    { is: "lacks", needs: ["l7proto"], says: "`l7` requires `l7proto` in the same item" },
  );
};

/** The L7 rules of an item of `toPorts`, if any. An empty list counts, although it allows everything. */
function rulesIn(toPorts: YamlNode): YamlNode | undefined {
  const rules = field(toPorts, "rules");
  const written = [...new Set(rules?.entries().map((it) => it.key))].flatMap((key) =>
    ["http", "dns", "kafka", "l7"].includes(key) ? (field(rules, key) ?? []) : [],
  );
  return written.find((it) => it.kind === "sequence");
}

/** True for a policy that selects nodes. */
function isHostPolicy({ around: [, spec] }: CheckedObject): boolean {
  return field(spec, "nodeSelector") !== undefined && field(spec, "endpointSelector") === undefined;
}

/** Where L7 rules are allowed, and with which ports. */
export function rulesFitPorts(direction: Direction): ObjectCheck {
  return (object) => {
    const { node, path, atLeast, report } = object;
    const l7 = rulesIn(node);
    const rules = field(node, "rules");
    // Of several kinds, it is unknown which one is meant.
    if (l7 === undefined || ["http", "dns", "kafka", "l7"].filter((it) => field(rules, it) !== undefined).length > 1)
      return;
    const dns = items(field(rules, "dns")).length > 0;
    // DNS rules for ingress are reported at their list.
    if (dns && direction === "ingress") return;
    const at = l7.site("key");
    const rulesPath = `${path}.rules.${l7.key ?? ""}`;
    const hostMayAskForNames = direction === "egress" && atLeast(17);
    if (isHostPolicy(object) && !(hostMayAskForNames && (dns || items(l7).length === 0))) {
      const says = `A policy that selects nodes must not have ${quoted(l7.key ?? "")} rules here`;
      report({ ...RULES, check: "CV-30" }, { at, path: rulesPath }, { is: "clash", says });
      return;
    }
    const ports = field(node, "ports");
    // A value of the wrong type is reported separately.
    if (l7.key === "dns" && (ports === undefined || (ports.kind === "sequence" && items(ports).length === 0))) {
      const says = "DNS rules require `ports` in the same item";
      report({ ...RULES, check: "CV-29" }, { at, path: rulesPath }, { is: "lacks", needs: ["ports"], says });
    }
    for (const port of items(ports)) {
      if (port.kind !== "map") continue;
      if (!dns) needsTcp(object, port, l7);
      portFitsRules(object, port, l7, dns);
    }
  };
}

/** CV-28. A protocol that does not exist is reported separately. */
function needsTcp({ path, atLeast, report }: CheckedObject, port: YamlNode, l7: YamlNode): void {
  const constraint = { about: "protocol of L7 rules", check: "CV-28", refusedBy: "agent" } as const;
  const place = { path: `${path}.ports.protocol`, related: l7.site("key"), instead: "TCP" };
  const protocol = field(port, "protocol");
  if (protocol === undefined) {
    const says = "HTTP rules require `protocol: TCP`, but this port has no protocol";
    report(constraint, { ...place, at: port.site("value") }, { is: "lacks", needs: ["TCP"], says });
    return;
  }
  const { text } = protocol;
  const isKnown = CILIUM_PROTOCOLS.each.some((it) => it.value === text && atLeast(it.since ?? 0));
  if (protocol.scalarType !== "string" || text === "TCP" || !isKnown) return;
  const says = `HTTP rules require TCP, but this port is ${quoted(text)}`;
  report(constraint, { ...place, at: protocol.site("value"), text }, { is: "clash", says });
}

/** CV-24, CV-29: L7 rules require one port, and DNS rules do not allow a range. */
function portFitsRules({ path, report }: CheckedObject, item: YamlNode, l7: YamlNode, dns: boolean): void {
  const port = stringAt(item, "port");
  const number = port === undefined ? undefined : readPortText(port.text);
  if (port === undefined || typeof number !== "number") return;
  const related = l7.site("key");
  if (number === 0) {
    const place = { at: port.site("value"), path: `${path}.ports.port`, text: port.text, related };
    const says = "Port `0` means all ports, but L7 rules require a single port";
    report({ ...RULES, check: "CV-24" }, dns ? { ...place, instead: "53" } : place, { is: "clash", says });
  }
  const endPort = integerAt(item, "endPort");
  if (!dns || endPort === undefined || number === 0 || Number(endPort.scalar().value) <= number) return;
  const place = { at: endPort.site("key"), path: `${path}.ports.endPort`, text: endPort.text, related };
  report({ ...RULES, check: "CV-29" }, place, { is: "clash", says: "DNS rules do not allow a range of ports" });
}

/** CV-32, CV-34: L7 rules next to server names or a custom listener. */
export function rulesFitTls(direction: Direction): ObjectCheck {
  return ({ node, path, report }) => {
    const l7 = rulesIn(node);
    if (l7 === undefined) return;
    const related = l7.site("key");
    const names = field(node, "serverNames");
    if (items(names).length > 0 && names !== undefined && field(node, "terminatingTLS") === undefined) {
      const says = "`serverNames` with L7 rules requires `terminatingTLS`";
      const constraint = { about: "server name", check: "CV-32", refusedBy: "agent" } as const;
      const place = { at: names.site("key"), path: `${path}.serverNames`, related };
      report(constraint, place, { is: "lacks", needs: ["terminatingTLS"], says });
    }
    // A listener for ingress is reported at the field.
    const listener = direction === "egress" ? field(node, "listener") : undefined;
    if (listener?.kind !== "map") return;
    const says = "`listener` and L7 rules cannot be combined in one item";
    const place = { at: listener.site("key"), path: `${path}.listener`, related };
    report({ about: "listener", check: "CV-34", refusedBy: "agent" }, place, { is: "clash", says });
  };
}

/** Cilium notices this when it resolves a clusterwide policy, not when it reads it. */
export const envoyConfigIsClusterwide: ObjectCheck = ({ node, path, report }) => {
  const kind = stringAt(node, "kind");
  if (kind?.text !== "CiliumEnvoyConfig") return;
  const instead = "CiliumClusterwideEnvoyConfig";
  const place = { at: kind.site("value"), path: `${path}.kind`, text: kind.text, instead };
  const says = "A clusterwide policy cannot use a `CiliumEnvoyConfig`";
  report({ about: "listener", check: "CV-34", refusedBy: "nobody" }, place, { is: "clash", says });
};
