/** A file of policy tests → its tests; what cannot be read becomes findings in the file itself. */

import { memoize } from "../../base/memoize.js";
import { nearest } from "../../base/nearest.js";
import { oneOf, quoted } from "../../base/quote.js";
import type { TextRange } from "../../base/source.js";
import { ALL_PORTS, NO_TRAFFIC, PROTOCOLS, type Traffic, trafficOf, union } from "../../engine/traffic.js";
import { locate } from "../../syntax/locate.js";
import { rootOf, type YamlEntry, type YamlNode } from "../../syntax/yaml-document.js";
import type { FileState } from "../../workspace/file-state.js";
import type { EndPattern, Exception, PolicyTest, PortPattern } from "./policy-test.js";

/** Offsets count from the start of the file. */
export interface TestProblem {
  readonly range: TextRange;
  readonly message: string;
  /** True where something is not there, which may still be typed. */
  readonly isAbsence?: true;
}

export interface ReadTests {
  readonly tests: readonly PolicyTest[];
  /** A test with one of them is left out. */
  readonly problems: readonly TestProblem[];
}

const NEEDS_A_VERB = "A test needs either `allow` or `deny`";
const FILE_KEYS = ["scopes", "tests"];
const TEST_KEYS = ["name", "scopes", "allow", "deny", "onCondition"];
const CONNECTION_KEYS = ["from", "to", "ports", "except"];
const EXCEPTION_KEYS = ["from", "to", "ports"];
const PODS_KEYS = ["namespace", "labels"];

export const readTests = memoize((file: FileState): ReadTests => {
  const reader = new Reader();
  for (const { later, start } of file.yaml.documents) {
    const document = later.get();
    const [fault] = document.problems;
    if (fault !== undefined) {
      const range = { start: fault.range.start + start, end: fault.range.end + start };
      reader.problems.push({ range, message: `Invalid YAML: ${fault.message}` });
      continue;
    }
    const root = rootOf(document);
    if (root !== undefined && !root.isNull) reader.readFile(root, document, start);
  }
  return reader;
});

class Reader implements ReadTests {
  readonly tests: PolicyTest[] = [];
  readonly problems: TestProblem[] = [];
  #document: Parameters<typeof locate>[0] | undefined;
  #start = 0;

  readFile(root: YamlNode, document: Parameters<typeof locate>[0], start: number): void {
    this.#document = document;
    this.#start = start;
    const keys = this.#map(root, "A file of policy tests", FILE_KEYS);
    const list = keys?.get("tests");
    if (keys === undefined) return;
    if (list === undefined) {
      this.#missing(root, "value", "A file of policy tests needs a list of `tests`");
      return;
    }
    const scopes = this.#texts(keys.get("scopes"), "scopes");
    if (list.kind !== "sequence") {
      if (!list.isNull) this.#problem(list, "value", "`tests` must be a list");
      return;
    }
    for (const item of list.items()) {
      const before = this.problems.length;
      const test = this.#test(item, scopes);
      if (test !== undefined && this.problems.length === before) this.tests.push(test);
    }
  }

  #test(node: YamlNode, ofFile: readonly string[] | undefined): PolicyTest | undefined {
    const keys = this.#map(node, "A test", TEST_KEYS);
    if (keys === undefined) return undefined;
    const [allow, deny] = [keys.get("allow"), keys.get("deny")];
    const asked = allow ?? deny;
    if (asked === undefined || (allow !== undefined && deny !== undefined)) {
      const isMisspelled = [...keys.keys()].some((it) => !TEST_KEYS.includes(it));
      if (asked === undefined && !isMisspelled) this.#missing(node, "value", NEEDS_A_VERB);
      else if (asked !== undefined) this.#problem(node, "value", NEEDS_A_VERB);
      return undefined;
    }
    const verb = allow === undefined ? "deny" : "allow";
    const own = this.#map(asked, `\`${verb}\``, CONNECTION_KEYS);
    if (own === undefined) return undefined;
    const [from, to] = [own.get("from"), own.get("to")];
    if (from === undefined || to === undefined) {
      this.#missing(asked, "key", `\`${verb}\` needs both \`from\` and \`to\``);
      return undefined;
    }
    const nameNode = keys.get("name");
    if (nameNode !== undefined && nameNode.kind !== "scalar") this.#problem(nameNode, "value", "`name` must be text");
    const test = {
      verb,
      from: this.#ends(from, "from"),
      to: this.#ends(to, "to"),
      ports: this.#ports(own.get("ports")),
      except: this.#exceptions(own.get("except")),
      onCondition: this.#boolean(keys.get("onCondition"), "onCondition"),
      scopes: this.#texts(keys.get("scopes"), "scopes") ?? ofFile,
    } as const;
    const condition = keys.get("onCondition");
    if (verb === "deny" && condition !== undefined)
      this.#problem(condition, "key", "`onCondition` is for `allow`: what is allowed on a condition is not denied");
    const isAny = (list: readonly EndPattern[]): boolean => list.some((it) => it.is === "any");
    if (verb === "allow" && (isAny(test.from) || isAny(test.to))) {
      this.#problem(isAny(test.from) ? from : to, "value", "`any` is for `deny`: to allow, name the ends");
    }
    return {
      ...test,
      name: nameNode?.kind === "scalar" && !nameNode.isNull ? nameNode.text : nameOf(verb, from, to, own.get("ports")),
      range: nameNode === undefined ? this.#rangeOf(asked, "key") : this.#rangeOf(nameNode, "value"),
    };
  }

  #exceptions(node: YamlNode | undefined): readonly Exception[] {
    return listOf(node).flatMap((it) => {
      const keys = this.#map(it, "An item of `except`", EXCEPTION_KEYS);
      if (keys === undefined) return [];
      const [from, to] = [keys.get("from"), keys.get("to")];
      if (keys.size === 0) this.#missing(it, "value", "An item of `except` needs `from`, `to` or `ports`");
      return [
        {
          from: from && this.#ends(from, "from"),
          to: to && this.#ends(to, "to"),
          ports: this.#ports(keys.get("ports")),
        },
      ];
    });
  }

  #ends(node: YamlNode, key: string): readonly EndPattern[] {
    const items = listOf(node);
    if (items.length === 0) this.#missing(node, "key", `\`${key}\` names no end`);
    return items.flatMap((it): EndPattern[] => {
      const range = this.#rangeOf(it, "value");
      if (it.kind === "scalar" && !it.isNull) {
        return [it.text === "any" ? { is: "any", range } : { is: "end", text: it.text, range }];
      }
      if (it.kind !== "map") {
        this.#problem(
          it,
          "value",
          `\`${key}\` must name an end such as \`shop/web\`, or have a \`namespace\` and \`labels\``,
        );
        return [];
      }
      const keys = this.#map(it, `\`${key}\``, PODS_KEYS);
      const namespaces = this.#texts(keys?.get("namespace"), "namespace");
      if (keys !== undefined && namespaces === undefined)
        this.#missing(it, "value", `\`${key}\` needs a \`namespace\``);
      return [{ is: "pods", namespaces: namespaces ?? [], labels: this.#labels(keys?.get("labels")), range }];
    });
  }

  #labels(node: YamlNode | undefined): ReadonlyMap<string, string> {
    if (node === undefined || node.isNull) return new Map();
    const entries = node.kind === "map" ? this.#entries(node) : [];
    const isPlain = entries.every(({ value }) => value.kind === "scalar" && !value.isNull);
    if (node.kind !== "map" || !isPlain)
      this.#problem(node, "value", "`labels` must map labels to their values, such as `app: web`");
    return new Map(entries.map(({ key, value }) => [key, value.text]));
  }

  #ports(node: YamlNode | undefined): readonly PortPattern[] {
    return listOf(node).flatMap((it) => {
      const traffic = it.kind === "scalar" && !it.isNull ? portsIn(it.text) : undefined;
      if (traffic !== undefined) return [{ text: it.text, traffic }];
      this.#problem(it, "value", "A port is written `443`, `8000-8100`, `53/UDP` or `UDP`");
      return [];
    });
  }

  #texts(node: YamlNode | undefined, key: string): readonly string[] | undefined {
    if (node === undefined || node.isNull) return undefined;
    const items = listOf(node);
    if (items.length === 0) this.#problem(node, "key", `\`${key}\` must be a name or a list of names`);
    return items.flatMap((it) => {
      if (it.kind === "scalar" && !it.isNull) return [it.text];
      this.#problem(it, "value", `\`${key}\` must be a name or a list of names`);
      return [];
    });
  }

  #boolean(node: YamlNode | undefined, key: string): boolean {
    if (node === undefined || node.isNull) return false;
    if (node.kind === "scalar" && (node.text === "true" || node.text === "false")) return node.text === "true";
    this.#problem(node, "value", `\`${key}\` must be \`true\` or \`false\``);
    return false;
  }

  /** Undefined where it is none. */
  #map(node: YamlNode, what: string, known: readonly string[]): ReadonlyMap<string, YamlNode> | undefined {
    if (node.kind !== "map") {
      const message = `${what} must be a map with ${oneOf(known)}`;
      if (node.isNull) this.#missing(node, "value", message);
      else this.#problem(node, "value", message);
      return undefined;
    }
    const keys = new Map(this.#entries(node).map(({ key, value }) => [key, value]));
    for (const [key, value] of keys) {
      if (known.includes(key)) continue;
      const near = nearest(key, known);
      const hint = near === undefined ? ` has ${oneOf(known)}` : `: did you mean \`${near}\`?`;
      this.#problem(
        value,
        "key",
        near === undefined ? `${what}${hint}, not \`${key}\`` : `Unknown key \`${key}\`${hint}`,
      );
    }
    return keys;
  }

  /** Each key once: of two connections by one key only the last would be asked about. */
  #entries(node: YamlNode): readonly YamlEntry[] {
    const entries = node.entries();
    const seen = new Set<string>();
    for (const { key, value } of entries) {
      if (seen.has(key)) this.#problem(value, "key", `Duplicate key ${quoted(key)}`);
      seen.add(key);
    }
    return entries;
  }

  #missing(node: YamlNode, part: "key" | "value", message: string): void {
    this.problems.push({ range: this.#rangeOf(node, part), message, isAbsence: true });
  }

  #problem(node: YamlNode, part: "key" | "value", message: string): void {
    this.problems.push({ range: this.#rangeOf(node, part), message });
  }

  #rangeOf(node: YamlNode, part: "key" | "value"): TextRange {
    if (this.#document === undefined) return { start: 0, end: 0 };
    const { start, end } = locate(this.#document, node.site(part));
    return { start: start + this.#start, end: end + this.#start };
  }
}

/** One thing may stand for a list of it. */
function listOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined || node.isNull) return [];
  return node.kind === "sequence" ? node.items() : [node];
}

function portsIn(text: string): Traffic | undefined {
  const whole = PROTOCOLS.find((it) => it === text);
  if (whole !== undefined) return trafficOf(whole, ALL_PORTS);
  const [, first, last = first, named = "TCP"] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text) ?? [];
  const protocol = PROTOCOLS.find((it) => it === named);
  const [start, end] = [Number(first), Number(last)];
  if (protocol === undefined || !(start >= 1 && start <= end && end <= 65535)) return undefined;
  return trafficOf(protocol, [[start, end]]);
}

/** All of the ports; every protocol with ports where none is named. */
export function trafficOfPorts(ports: readonly PortPattern[]): Traffic {
  if (ports.length > 0) return ports.reduce((all, it) => union(all, it.traffic), NO_TRAFFIC);
  return PROTOCOLS.reduce((all, it) => union(all, trafficOf(it, ALL_PORTS)), NO_TRAFFIC);
}

/** A test without a name is called as it reads. */
function nameOf(verb: string, from: YamlNode, to: YamlNode, ports: YamlNode | undefined): string {
  const onPorts = listOf(ports).map((it) => it.text);
  return `${verb} ${wordsOf(from)} → ${wordsOf(to)}${onPorts.length === 0 ? "" : ` on ${onPorts.join(", ")}`}`;
}

function wordsOf(node: YamlNode): string {
  return listOf(node)
    .map((it) => {
      if (it.kind !== "map") return it.text;
      const keys = new Map(it.entries().map(({ key, value }) => [key, value]));
      const labels = keys.get("labels");
      const pairs = labels?.kind === "map" ? labels.entries().map(({ key, value }) => `${key}=${value.text}`) : [];
      return [
        listOf(keys.get("namespace"))
          .map((one) => one.text)
          .join("|"),
        ...(pairs.length > 0 ? [pairs.join()] : []),
      ].join("/");
    })
    .join(", ");
}
