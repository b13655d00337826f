/** Values that the API server refuses in a NetworkPolicy although their type is right (KV-3 … KV-20), its name included. */

import { nearest } from "../../base/nearest.js";
import type { Site } from "../../base/source.js";
import { atLeast, versionOf } from "../../base/version.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import { contains, parseCidr } from "../../model/ip.js";
import type { BadValue, ShapeProblem } from "../../model/shape-problem.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import type { LostKeys } from "../../schema/lost-keys.js";
import { field, items } from "../../decode/read.js";
import { checkSelector, isSubdomain } from "../../decode/selector.js";
import type { DecodeSettings } from "../../decode/settings.js";
import { holdsPlaceholder } from "../../decode/placeholder.js";
import { isPortName } from "../../decode/port-name.js";

const KIND = "NetworkPolicy";
const POLICY_TYPES = ["Ingress", "Egress"];
/** Names that a script replaces: `TEMP_NAME`, `<name>`, `$NAME`, `@name@`. */
const STAND_IN = /^[A-Z0-9]+(_[A-Z0-9]+)+$|[<>$@%[\]{}]/;

export function checkNetworkPolicy(root: YamlNode, settings: DecodeSettings, lost: LostKeys): ShapeProblem[] {
  const check = new Check(settings, lost);
  const spec = field(root, "spec");
  check.name(root);
  check.selector(field(spec, "podSelector"), "spec.podSelector");
  check.policyTypes(field(spec, "policyTypes"));
  for (const [direction, peersKey] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const rule of items(field(spec, direction))) {
      for (const peer of items(field(rule, peersKey))) check.peer(peer, `spec.${direction}.${peersKey}`);
      for (const port of items(field(rule, "ports"))) check.port(port, `spec.${direction}.ports`);
    }
  }
  return check.problems;
}

class Check {
  readonly problems: ShapeProblem[] = [];
  readonly #settings: DecodeSettings;
  readonly #lost: LostKeys;

  constructor(settings: DecodeSettings, lost: LostKeys) {
    this.#settings = settings;
    this.#lost = lost;
  }

  #bad(check: string, reason: string, path: string, at: Site, more: Partial<BadValue> = {}): void {
    this.problems.push({
      type: "bad-value",
      at,
      kind: KIND,
      path,
      check,
      reason,
      field: path.slice(path.lastIndexOf(".") + 1),
      refusedBy: "api-server",
      ...more,
    });
  }

  /** Every stored object has a name, and a policy's is a DNS subdomain; `generateName` lets the API server choose one. */
  name(root: YamlNode): void {
    const metadata = field(root, "metadata");
    const name = field(metadata, "name");
    const path = "metadata.name";
    if (name === undefined || name.text === "") {
      if (field(metadata, "generateName") !== undefined) return;
      const at = (name ?? metadata ?? field(root, "kind") ?? root).site("key");
      this.problems.push({ type: "missing-field", at, kind: KIND, path, field: "name", refusedBy: "api-server" });
    } else if (name.kind === "scalar" && name.scalarType !== "string") {
      this.#bad("KV-name", "not-text", path, name.site("value"), { text: name.text });
    } else if (isFinalText(name) && !STAND_IN.test(name.text) && !isSubdomain(name.text)) {
      const instead = name.text.toLowerCase().replaceAll(/[_\s]+/g, "-");
      this.#bad("KV-name", name.text.length > 253 ? "too-long" : "subdomain", path, name.site("value"), {
        text: name.text,
        ...(isSubdomain(instead) ? { instead } : {}),
      });
    }
  }

  selector(node: YamlNode | undefined, path: string): void {
    if (node?.kind !== "map") return;
    this.problems.push(...checkSelector(node, { kind: KIND, path, refusedBy: "api-server", stripSource: false }));
  }

  /** KV-16. */
  policyTypes(node: YamlNode | undefined): void {
    const types = items(node).filter(isFinalText);
    for (const type of types) {
      if (POLICY_TYPES.includes(type.text)) continue;
      const instead = nearest(type.text, POLICY_TYPES);
      this.#bad("KV-16", "policy-type", "spec.policyTypes", type.site("value"), {
        text: type.text,
        allowed: POLICY_TYPES,
        ...(instead === undefined ? {} : { instead }),
      });
    }
    if (types.length > 2 && node !== undefined) this.#bad("KV-16", "too-many", "spec.policyTypes", node.site("key"));
  }

  /** KV-3, KV-4. */
  peer(peer: YamlNode, path: string): void {
    if (peer.kind !== "map" && !peer.isNull) return;
    const keys = peer.entries().filter((it) => !it.value.isNull);
    const known = keys.filter((it) => ["podSelector", "namespaceSelector", "ipBlock"].includes(it.key));
    if (known.length === 0) {
      const nullSelector = peer.entries().find((it) => it.value.isNull);
      if (!this.#lost.isLost(peer, "api-server")) {
        this.#bad(
          "KV-3",
          nullSelector === undefined ? "empty-peer" : "null-selector",
          path,
          nullSelector === undefined ? peer.site("value") : nullSelector.value.site("key"),
          nullSelector === undefined ? {} : { text: nullSelector.key },
        );
      }
      return;
    }
    const ipBlock = known.find((it) => it.key === "ipBlock");
    const selector = known.find((it) => it.key !== "ipBlock");
    if (ipBlock !== undefined && selector !== undefined) {
      this.#bad("KV-4", "ip-block-with-selector", path, ipBlock.value.site("key"), {
        related: selector.value.site("key"),
        text: selector.key,
      });
    }
    this.selector(field(peer, "podSelector"), `${path}.podSelector`);
    this.selector(field(peer, "namespaceSelector"), `${path}.namespaceSelector`);
    if (ipBlock !== undefined) this.#ipBlock(ipBlock.value, `${path}.ipBlock`);
  }

  /** KV-7, KV-8, KV-9. KV-6, a missing `cidr`, is found by the schema walk. */
  #ipBlock(block: YamlNode, path: string): void {
    const cidrNode = field(block, "cidr");
    const outer = cidrNode === undefined ? undefined : this.#cidr(cidrNode, `${path}.cidr`);
    for (const exceptNode of items(field(block, "except"))) {
      const inner = this.#cidr(exceptNode, `${path}.except`);
      if (outer === undefined || inner === undefined || cidrNode === undefined) continue;
      // A strict subset: inside, and smaller.
      if (contains(outer, inner) && !contains(inner, outer)) continue;
      this.#bad("KV-9", contains(outer, inner) ? "equal" : "outside", `${path}.except`, exceptNode.site("value"), {
        text: exceptNode.text,
        allowed: [cidrNode.text],
        related: cidrNode.site("value"),
      });
    }
  }

  #cidr(node: YamlNode, path: string) {
    if (!isFinalText(node)) return undefined;
    const parsed = parseCidr(node.text);
    if (!parsed.ok) {
      const bare = parseCidr(`${node.text}/${node.text.includes(":") ? 128 : 32}`);
      this.#bad("KV-7", bare.ok ? "no-prefix" : "unreadable", path, node.site("value"), {
        text: node.text,
        ...(bare.ok ? { instead: `${node.text}/${node.text.includes(":") ? 128 : 32}` } : {}),
      });
      return undefined;
    }
    // KV-8: strict parsing is on by default from 1.36; older servers accept and mask.
    if (!parsed.canonical) {
      const refused = atLeast(versionOf(this.#settings.versions, "kubernetes"), 1, 36);
      const problem: BadValue = {
        type: "bad-value",
        at: node.site("value"),
        kind: KIND,
        path,
        check: "KV-8",
        reason: "not-canonical",
        field: path.slice(path.lastIndexOf(".") + 1),
        text: node.text,
        ...(refused ? { refusedBy: "api-server" } : {}),
      };
      this.problems.push(problem);
    }
    return parsed.cidr;
  }

  /** KV-10 … KV-15. */
  port(item: YamlNode, path: string): void {
    if (item.kind !== "map") return;
    const protocol = field(item, "protocol");
    if (protocol !== undefined && isFinalText(protocol) && !isProtocol(protocol.text)) {
      const upper = protocol.text.toUpperCase();
      this.#bad("KV-15", "protocol", `${path}.protocol`, protocol.site("value"), {
        text: protocol.text,
        allowed: PROTOCOLS,
        ...(isProtocol(upper) ? { instead: upper } : {}),
      });
    }
    const port = field(item, "port");
    const number = port?.scalarType === "integer" ? Number(port.scalar().value) : undefined;
    if (port !== undefined && number !== undefined && (number < 1 || number > 65535)) {
      this.#bad("KV-10", "range", `${path}.port`, port.site("value"), { text: port.text });
    }
    if (port !== undefined && isFinalText(port) && !isPortName(port.text)) this.#portText(port, `${path}.port`);
    this.#endPort(item, port, number, path);
  }

  /** KV-11: the port is a string, so it has to be a name. */
  #portText(port: YamlNode, path: string): void {
    const text = port.text.trim();
    const range = /^(\d+)\s*-\s*(\d+)$/.exec(text);
    const list = /^\d+(\s*,\s*\d+)+$/.test(text);
    const reason = /^\d+$/.test(text)
      ? "quoted-number"
      : range !== null
        ? "quoted-range"
        : list
          ? "comma-list"
          : "name";
    const lower = port.text.toLowerCase();
    this.#bad("KV-11", reason, path, port.site("value"), {
      text: port.text,
      ...(reason === "quoted-number" ? { instead: String(Number(text)) } : {}),
      ...(reason === "name" && isPortName(lower) ? { instead: lower } : {}),
    });
  }

  /** KV-12, KV-13, KV-14. */
  #endPort(item: YamlNode, port: YamlNode | undefined, number: number | undefined, path: string): void {
    const endPort = field(item, "endPort");
    if (endPort?.scalarType !== "integer") return;
    const end = Number(endPort.scalar().value);
    const where = `${path}.endPort`;
    if (port === undefined) this.#bad("KV-12", "without-port", where, endPort.site("pair"), { text: endPort.text });
    else if (number === undefined) {
      this.#bad("KV-13", "with-named-port", where, endPort.site("pair"), {
        text: endPort.text,
        related: port.site("value"),
      });
    } else if (end > 65535 || end < 1)
      this.#bad("KV-14", "range", where, endPort.site("value"), { text: endPort.text });
    else if (end < number) {
      this.#bad("KV-14", "before-port", where, endPort.site("value"), {
        text: endPort.text,
        related: port.site("value"),
        allowed: [String(number)],
      });
    }
  }
}

function isProtocol(word: string): boolean {
  return (PROTOCOLS as readonly string[]).includes(word);
}

/** A string that is not filled in by something later. */
function isFinalText(node: YamlNode): boolean {
  return node.scalarType === "string" && !holdsPlaceholder(node.text);
}
