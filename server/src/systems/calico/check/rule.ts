/** What of a rule's fields does not go together (GV-8 to GV-19). */

import { quoted } from "../../../base/quote.js";
import { type IpFamily, parseCidr } from "../../../model/ip.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { icmpProtocol, portedProtocol, portRange } from "../formats.js";
import type { Gates } from "../gates.js";

const SIDES = ["source", "destination"] as const;
const PORTS = ["ports", "notPorts"] as const;

/** GV-10, GV-11: numbers of ports need a protocol that has ports; a name may be of any. */
export function portsHaveProtocol({ validator }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const protocol = scalarAt(node, "protocol");
    const known = protocol === undefined ? undefined : portedProtocol(protocol.text);
    if (known !== undefined) return;
    for (const side of SIDES) {
      for (const key of PORTS) {
        const list = items(field(field(node, side), key));
        const at = list.find((it) => protocol !== undefined || portRange(it.text) !== undefined);
        if (at === undefined) continue;
        report(
          { about: "port without protocol", check: protocol === undefined ? "GV-10" : "GV-11", refusedBy: validator },
          {
            at: at.site("value"),
            path: `${path}.${side}.${key}`,
            text: at.text,
            ...(protocol === undefined ? {} : { related: protocol.site("value") }),
          },
          protocol === undefined
            ? {
                is: "lacks",
                needs: ["protocol"],
                says: `The port ${quoted(at.text)} requires \`protocol\` in the rule`,
              }
            : {
                is: "clash",
                says: `\`protocol: ${protocol.text}\` has no ports, so ${quoted(at.text)} is not allowed`,
              },
        );
        return;
      }
    }
  };
}

/** GV-8, GV-9: messages of ICMP are of a protocol, which is of one version of IP. */
export function icmpFits({ validator, crd }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const protocol = scalarAt(node, "protocol");
    const version = scalarAt(node, "ipVersion");
    const icmp = field(node, "icmp");
    if (icmp?.kind === "map" && (protocol === undefined || icmpProtocol(protocol.text) === undefined)) {
      report(
        { about: "ICMP", check: "GV-9", refusedBy: validator },
        { at: icmp.site("key"), path: `${path}.icmp` },
        { is: "lacks", needs: ["protocol"], says: "`icmp` requires `protocol: ICMP` or `protocol: ICMPv6`" },
      );
    }
    for (const key of ["icmp", "notICMP"]) {
      const match = field(node, key);
      const code = field(match, "code");
      if (code === undefined || field(match, "type") !== undefined) continue;
      report(
        { about: "ICMP", check: "GV-9", refusedBy: crd },
        { at: code.site("key"), path: `${path}.${key}.code` },
        { is: "lacks", needs: ["type"], says: `\`code\` in \`${key}\` requires \`type\`` },
      );
    }
    for (const key of ["protocol", "notProtocol"]) {
      const word = scalarAt(node, key);
      const of = word === undefined ? undefined : icmpProtocol(word.text);
      if (word === undefined || of === undefined || version === undefined) continue;
      if (version.text === (of === "ICMP" ? "4" : "6")) continue;
      report(
        { about: "IP version", check: "GV-8", refusedBy: validator },
        { at: version.site("value"), path: `${path}.ipVersion`, text: version.text, related: word.site("value") },
        { is: "clash", says: `\`ipVersion: ${version.text}\` cannot be combined with \`${key}: ${word.text}\`` },
      );
    }
  };
}

/** GV-13, GV-14: all addresses of a rule are of one family. */
export function netsAgree({ validator, agent }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const version = scalarAt(node, "ipVersion");
    let first: { readonly family: IpFamily; readonly at: YamlNode } | undefined =
      version?.text === "4" || version?.text === "6"
        ? { family: version.text === "4" ? 4 : 6, at: version }
        : undefined;
    for (const side of SIDES) {
      for (const key of ["nets", "notNets"]) {
        for (const net of items(field(field(node, side), key))) {
          const parsed = parseCidr(net.text);
          if (!parsed.ok) continue;
          const { family, prefix } = parsed.cidr;
          const place = { at: net.site("value"), path: `${path}.${side}.${key}`, text: net.text };
          if (key === "notNets" && prefix === 0) {
            report({ about: "excluded block", check: "GV-14", refusedBy: agent }, place, {
              is: "idle",
              says: `\`notNets\` must not contain ${quoted(net.text)}, which excludes every address`,
            });
          }
          if (first === undefined) first = { family, at: net };
          else if (first.family !== family) {
            report(
              { about: "IP version", check: "GV-13", refusedBy: validator },
              { ...place, related: first.at.site("value") },
              {
                is: "clash",
                says: `${quoted(net.text)} is IPv${family}, and the rule is already about IPv${first.family}`,
              },
            );
            return;
          }
        }
      }
    }
  };
}

/** GV-15 to GV-17: Services are the far end of a rule, and say all of it. */
export function servicesFit(
  direction: "ingress" | "egress",
  isGlobal: boolean,
  { validator, crd }: Gates,
): ObjectCheck {
  return ({ node, path, report }) => {
    for (const side of SIDES) {
      const entity = field(node, side);
      const services = field(entity, "services");
      if (services?.kind !== "map") continue;
      const place = { at: services.site("key"), path: `${path}.${side}.services` };
      if (side !== (direction === "ingress" ? "source" : "destination")) {
        const says = `\`services\` is not allowed in the \`${side}\` of an ${direction} rule`;
        report({ about: "services", check: "GV-15", refusedBy: validator }, place, { is: "clash", says });
      }
      const [name, namespace] = [scalarAt(services, "name"), scalarAt(services, "namespace")];
      if (name === undefined || name.text === "") {
        report({ about: "services", check: "GV-16", refusedBy: validator }, place, {
          ...{ is: "lacks", needs: ["name"], says: "`services` requires `name`" },
        });
      }
      if (isGlobal && (namespace === undefined || namespace.text === "")) {
        report({ about: "services", check: "GV-15", refusedBy: validator }, place, {
          ...{ is: "lacks", needs: ["namespace"], says: "`services` of a GlobalNetworkPolicy requires `namespace`" },
        });
      }
      const others = ["selector", "notSelector", "namespaceSelector", "serviceAccounts", "nets", "notNets"];
      for (const key of [...others, ...(side === "destination" ? PORTS : [])]) {
        const other = field(entity, key);
        if (other === undefined || isBlank(other)) continue;
        const isPort = key === "ports" || key === "notPorts";
        report(
          { about: "services", check: isPort ? "GV-17" : "GV-16", refusedBy: isPort ? crd : validator },
          { at: other.site("key"), path: `${path}.${side}.${key}`, related: services.site("key") },
          { is: "clash", says: `\`${key}\` cannot be combined with \`services\`` },
        );
      }
    }
  };
}

/** GV-18, GV-19: requests are matched where they arrive, and are of TCP. */
export function httpFits(direction: "ingress" | "egress", { validator, crd }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const http = field(node, "http");
    if (http?.kind !== "map") return;
    const place = { at: http.site("key"), path: `${path}.http` };
    const protocol = scalarAt(node, "protocol");
    const action = scalarAt(node, "action");
    if (direction === "egress") {
      const says = "`http` is not allowed in egress rules";
      report({ about: "HTTP", check: "GV-19", refusedBy: validator }, place, { is: "clash", says });
    }
    if (protocol !== undefined && portedProtocol(protocol.text) !== "TCP") {
      const says = `\`http\` requires \`protocol: TCP\`, not ${quoted(protocol.text)}`;
      const related = { related: protocol.site("value") };
      report({ about: "HTTP", check: "GV-18", refusedBy: crd }, { ...place, ...related }, { is: "clash", says });
    }
    if (action !== undefined && action.text !== "Allow") {
      const says = `\`http\` requires \`action: Allow\`, not ${quoted(action.text)}`;
      const related = { related: action.site("value") };
      report({ about: "HTTP", check: "GV-18", refusedBy: crd }, { ...place, ...related }, { is: "clash", says });
    }
    for (const item of items(field(http, "paths"))) {
      const [exact, prefix] = [scalarAt(item, "exact"), scalarAt(item, "prefix")];
      const only = exact ?? prefix;
      const constraint = { about: "HTTP path", check: "GV-19", refusedBy: validator };
      const at = { at: item.site("value"), path: `${path}.http.paths` };
      if (only === undefined || (exact !== undefined && prefix !== undefined)) {
        report(constraint, at, { is: "clash", says: "A path requires exactly one of `exact` and `prefix`" });
      } else if (!/^\/[^?#\s]*$/.test(only.text)) {
        const says = `The path ${quoted(only.text)} must start with \`/\` and must not contain \`?\`, \`#\` or blanks`;
        report(constraint, { ...at, at: only.site("value"), text: only.text }, { is: "malformed", flaw: "path", says });
      }
    }
  };
}

function scalarAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = field(node, key);
  return value?.kind === "scalar" && !value.isNull ? value : undefined;
}

/** Nothing, as an empty list or text is. */
function isBlank(node: YamlNode): boolean {
  return (
    node.isNull || (node.kind === "scalar" ? node.text === "" : items(node).length === 0 && node.kind === "sequence")
  );
}
