/** Ports of Cilium policies (CV-20 … CV-26); what stands beside them is `check-cilium-l7.ts`. */

import { goInteger } from "../../../syntax/scalar.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { checkL7, type L7Place } from "./l7.js";
import { closest } from "./names.js";
import { readPortText } from "../port-text.js";
import { ciliumProtocols, portlessProtocols } from "../protocols.js";
import { SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field, items } from "../../../decode/read.js";

const MAX_PORTS = 40;

/** @param path Path of `toPorts`. */
export function checkToPorts(problems: CiliumProblems, item: YamlNode, path: string, place: L7Place): void {
  const list = field(item, "ports");
  if (list !== undefined && items(list).length > MAX_PORTS) {
    // CV-20: the schema counts in allow items only, and since 1.16.
    const gate = problems.atLeast(16) && !place.deny ? SCHEMA : problems.agent;
    problems.add("CV-20", "too-many", `${path}.ports`, list.site("key"), gate, { allowed: [String(MAX_PORTS)] });
  }
  for (const port of items(list)) if (port.kind === "map") checkPort(problems, port, `${path}.ports`);
  if (!place.deny) checkL7(problems, item, path, place);
}

function checkPort(problems: CiliumProblems, item: YamlNode, path: string): void {
  const protocol = stringAt(item, "protocol");
  if (protocol !== undefined) checkProtocol(problems, protocol, `${path}.protocol`);
  const withoutPorts = protocol !== undefined && portlessProtocols(problems.version).includes(protocol.text);
  checkEndPortRange(problems, item, path);
  const port = field(item, "port");
  if (port === undefined) {
    if (!withoutPorts) missingPort(problems, item, path);
    return;
  }
  if (port.scalarType !== "string") return;
  const read = readPortText(port.text);
  if (read === undefined) badPort(problems, port, `${path}.port`);
  else if (withoutPorts && typeof read === "number" && port.text !== "0") {
    problems.add("CV-26", "port-of-portless", `${path}.port`, port.site("value"), problems.agent, {
      text: port.text,
      instead: "0",
    });
  } else surprisingPort(problems, port, read, `${path}.port`);
  if (read !== undefined) checkEndPort(problems, item, read, path);
}

/** CV-21: the schema asked for it until 1.18, the agent does since. */
function missingPort(problems: CiliumProblems, item: YamlNode, path: string): void {
  const gate = problems.atLeast(19) ? problems.agent : SCHEMA;
  if (problems.isLost(item, gate)) return;
  const blank = item.entries().find((it) => it.key === "port");
  const at = blank?.value.site("key") ?? item.site("value");
  problems.add("CV-21", "missing", `${path}.port`, at, gate, {
    instead: "0",
  });
}

function checkProtocol(problems: CiliumProblems, node: YamlNode, path: string): void {
  const { text } = node;
  const allowed = ciliumProtocols(problems.version);
  if (allowed.includes(text)) return;
  const icmp = /^ICMP(v?6)?$/i.test(text);
  problems.add("CV-26", icmp ? "icmp" : "protocol", path, node.site("value"), SCHEMA, {
    text,
    allowed,
    ...(icmp ? {} : closest(text, allowed)),
  });
}

function badPort(problems: CiliumProblems, node: YamlNode, path: string): void {
  const { text } = node;
  // The schema's pattern is not anchored: whatever begins with a digit or ends like a name passes.
  const passes = /^[0-9]|[a-zA-Z](?:-?[a-zA-Z0-9])*$/.test(text);
  const plain = text.trim();
  const decimal = /^0*([1-9][0-9]{0,4})$/.exec(plain)?.[1];
  const fits = decimal !== undefined && Number(decimal) <= 65535;
  const reason = /^[0-9]+\s*-\s*[0-9]+$/.test(plain)
    ? "range"
    : /^[0-9]+$/.test(plain)
      ? "number"
      : /^[0-9]+\s*(,\s*[0-9]+)+$/.test(plain)
        ? "comma-list"
        : "unreadable";
  const check = /^[0-9]/.test(plain) ? "CV-22" : "CV-23";
  problems.add(check, reason, path, node.site("value"), passes ? problems.agent : SCHEMA, {
    text,
    ...(reason === "number" && fits ? { instead: decimal } : {}),
    // First and last: what `port` and `endPort` would say.
    ...(reason === "range" ? { allowed: plain.split("-").map((it) => it.trim()) } : {}),
  });
}

/** CP-56: accepted, but not the number that it looks like. */
function surprisingPort(problems: CiliumProblems, node: YamlNode, read: number | string, path: string): void {
  const { text } = node;
  const octal = /^0[0-9_]*?([1-9][0-9_]*)$/.exec(text)?.[1]?.replaceAll("_", "");
  if (octal !== undefined) {
    const more = { text, allowed: [String(read)], instead: octal };
    problems.add("CV-22", "octal", path, node.site("value"), undefined, more);
  } else if (/^0x[0-9a-f]+$/i.test(text)) {
    const number = goInteger(text);
    problems.add("CV-23", "hexadecimal", path, node.site("value"), undefined, {
      text,
      ...(number !== undefined && number <= 65535 ? { instead: String(number) } : {}),
    });
  }
}

/** CV-25: the schema looks at the number alone, whatever port stands beside it. */
function checkEndPortRange(problems: CiliumProblems, item: YamlNode, path: string): void {
  const endPort = field(item, "endPort");
  if (endPort?.scalarType !== "integer" || isPort(endPort)) return;
  problems.add("CV-25", "range", `${path}.endPort`, endPort.site("value"), SCHEMA, { text: endPort.text });
}

function isPort(node: YamlNode): boolean {
  const number = Number(node.scalar().value);
  return number >= 0 && number <= 65535;
}

/** CV-25. @param port The number, or the name. */
function checkEndPort(problems: CiliumProblems, item: YamlNode, port: number | string, path: string): void {
  const endPort = field(item, "endPort");
  if (endPort?.scalarType !== "integer") return;
  const end = Number(endPort.scalar().value);
  const more = { text: endPort.text, ...related(field(item, "port")) };
  const where = `${path}.endPort`;
  if (end === 0 || !isPort(endPort)) return;
  if (typeof port === "string") problems.add("CV-25", "with-named-port", where, endPort.site("pair"), undefined, more);
  else if (port === 0) problems.add("CV-25", "with-port-zero", where, endPort.site("pair"), undefined, more);
  else if (end < port) problems.add("CV-25", "before-port", where, endPort.site("value"), undefined, more);
}

function related(port: YamlNode | undefined) {
  return port === undefined ? {} : { related: port.site("value"), allowed: [port.text] };
}
