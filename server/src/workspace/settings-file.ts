/** `.netpol.yaml` → settings; unknown keys and bad values become findings in the file itself. */

import { nearest } from "../base/nearest.js";
import { oneOf } from "../base/quote.js";
import { parseVersion } from "../base/version.js";
import type { TextRange } from "../base/source.js";
import type { DnsSettings } from "../engine/answers.js";
import { parseDocumentText } from "../syntax/parse.js";
import { locate } from "../syntax/locate.js";
import { splitDocuments } from "../syntax/split-documents.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { parseCidr } from "../model/ip.js";
import { globFault } from "./globs.js";
import {
  CNIS,
  DEFAULT_DNS,
  HELM_MODES,
  type Level,
  type Override,
  type PartialSettings,
  SETTING_NAMES,
  VERSION_SETTINGS,
} from "./settings.js";

export const SETTINGS_FILE = ".netpol.yaml";

/** Offsets count from the start of the file. */
export interface SettingsProblem {
  readonly range: TextRange;
  readonly message: string;
  /** The known word that is nearly this one. */
  readonly meant?: string;
}

export const LEVELS: readonly Level[] = ["off", "hint", "info", "warning", "error", "on"];
const PERSONAS = ["regular", "pedantic", "auditor"] as const;
const CLOSED_WORLD = ["auto", "always", "never"] as const;

/** @param knownRules Names and codes that `rules` may mention. */
export function readSettingsFile(
  text: string,
  knownRules: ReadonlySet<string>,
): { readonly settings: PartialSettings; readonly problems: readonly SettingsProblem[] } {
  const [slice] = splitDocuments(text);
  if (slice === undefined) return { settings: {}, problems: [] };
  const document = { id: 0, ...parseDocumentText(text.slice(slice.start, slice.end)) };
  const reader = new Reader(document, slice.start, knownRules);
  const [fault] = document.problems;
  if (fault !== undefined) {
    const range = { start: fault.range.start + slice.start, end: fault.range.end + slice.start };
    return { settings: {}, problems: [{ range, message: `Invalid YAML: ${fault.message}` }] };
  }
  const root = rootOf(document);
  return { settings: root === undefined ? {} : reader.read(root), problems: reader.problems };
}

class Reader {
  readonly problems: SettingsProblem[] = [];
  readonly #document: Parameters<typeof locate>[0];
  readonly #start: number;
  readonly #knownRules: ReadonlySet<string>;

  constructor(document: Parameters<typeof locate>[0], start: number, knownRules: ReadonlySet<string>) {
    this.#document = document;
    this.#start = start;
    this.#knownRules = knownRules;
  }

  #problem(node: YamlNode, part: "key" | "value", message: string, meant?: string): void {
    const { start, end } = locate(this.#document, node.site(part));
    const range = { start: start + this.#start, end: end + this.#start };
    this.problems.push({ range, message, ...(meant !== undefined && { meant }) });
  }

  read(root: YamlNode): PartialSettings {
    if (root.kind !== "map") {
      if (!root.isNull)
        this.#problem(root, "value", "Settings must be a map with keys such as `rules`, `persona` or `exclude`");
      return {};
    }
    let settings: PartialSettings = {};
    for (const { key, value } of root.entries()) {
      if (value.isNull) continue;
      const setting = this.#setting(key, value);
      const { versions } = setting;
      settings = { ...settings, ...setting, ...(versions && { versions: { ...settings.versions, ...versions } }) };
    }
    return settings;
  }

  #setting(key: string, node: YamlNode): PartialSettings {
    switch (key) {
      case "rules":
        return { rules: this.#rules(node) };
      case "overrides":
        return { overrides: this.#overrides(node) };
      case "persona":
        return { persona: this.#oneOf(node, "persona", PERSONAS) };
      case "closedWorld":
        return { closedWorld: this.#oneOf(node, "closedWorld", CLOSED_WORLD) };
      case "helm":
        return { helm: this.#oneOf(node, "helm", HELM_MODES) };
      case "exclude":
        return { exclude: this.#globs(node, "exclude") };
      case "scopes":
        return { scopes: this.#scopes(node) };
      case "dns":
        return { dns: this.#dns(node) };
      case "cni":
        return { cni: this.#oneOf(node, "cni", CNIS) };
      case "podCidrs":
        return { podCidrs: this.#cidrs(node, "podCidrs", "10.244.0.0/16") };
      case "serviceCidrs":
        return { serviceCidrs: this.#cidrs(node, "serviceCidrs", "10.96.0.0/12") };
      default: {
        const versioned = VERSION_SETTINGS.find((it) => it.setting === key);
        if (versioned !== undefined) return this.#version(node, versioned);
        const near = nearest(key, SETTING_NAMES);
        this.#problem(node, "key", `Unknown setting \`${key}\`${didYouMean(near)}`, near);
        return {};
      }
    }
  }

  #rules(node: YamlNode): ReadonlyMap<string, Level> {
    const rules = new Map<string, Level>();
    if (node.kind !== "map") this.#problem(node, "value", "`rules` must map rule names or codes to a level");
    for (const { key, value } of node.kind === "map" ? node.entries() : []) {
      if (!this.#knownRules.has(key)) {
        const near = nearest(key, this.#knownRules);
        this.#problem(value, "key", `Unknown rule \`${key}\`${didYouMean(near)}`, near);
        continue;
      }
      // YAML 1.1 reads an unquoted `off` as false and `on` as true. Here they are levels.
      const level = value.kind === "scalar" ? value.source.replace(/^["']|["']$/g, "") : "";
      if ((LEVELS as readonly string[]).includes(level)) rules.set(key, level as Level);
      else if (level === "") this.#problem(value, "value", `\`${key}\` needs a level: ${oneOf(LEVELS)}`);
      else this.#problem(value, "value", `\`${level}\` is not a level: use ${oneOf(LEVELS)}`, meantBy(level, LEVELS));
    }
    return rules;
  }

  #overrides(node: YamlNode): readonly Override[] {
    if (node.kind !== "sequence") {
      this.#problem(node, "value", "`overrides` must be a list of items with `files` and `rules`");
      return [];
    }
    return node.items().flatMap((item) => {
      const entries = new Map(item.kind === "map" ? item.entries().map(({ key, value }) => [key, value]) : []);
      for (const [key, value] of entries) {
        if (key !== "files" && key !== "rules") {
          const message = `Unknown key \`${key}\` in \`overrides\`: items have \`files\` and \`rules\``;
          this.#problem(value, "key", message, meantBy(key, ["files", "rules"]));
        }
      }
      const [files, rules] = [entries.get("files"), entries.get("rules")];
      if (files === undefined || rules === undefined) {
        this.#problem(item, "value", "An item of `overrides` needs both `files` and `rules`");
        return [];
      }
      return [{ files: this.#globs(files, "overrides.files"), rules: this.#rules(rules) }];
    });
  }

  #oneOf<T extends string>(node: YamlNode, key: string, allowed: readonly T[]): T | undefined {
    // YAML 1.1 reads an unquoted `off` as false. Here the written word counts.
    const found = allowed.find((it) => node.kind === "scalar" && it === node.text);
    if (found === undefined) {
      const meant = node.kind === "scalar" ? meantBy(node.text, allowed) : undefined;
      this.#problem(node, "value", `\`${key}\` must be ${oneOf(allowed)}`, meant);
    }
    return found;
  }

  #strings(node: YamlNode, key: string): readonly string[] {
    const items = node.kind === "sequence" ? node.items() : [node];
    return items.flatMap((it) => {
      if (it.kind === "scalar" && !it.isNull) return [it.text];
      this.#problem(it, "value", `\`${key}\` must be a list of strings`);
      return [];
    });
  }

  #cidrs(node: YamlNode, key: string, example: string): readonly string[] {
    const items = node.kind === "sequence" ? node.items() : [node];
    return items.flatMap((it) => {
      if (it.kind === "scalar" && parseCidr(it.text).ok) return [it.text];
      this.#problem(it, "value", `\`${key}\` must be a list of CIDR blocks such as \`${example}\``);
      return [];
    });
  }

  #globs(node: YamlNode, key: string): readonly string[] {
    const items = node.kind === "sequence" ? node.items() : [node];
    for (const item of items) {
      const fault = item.kind === "scalar" && !item.isNull ? globFault(item.text) : undefined;
      if (fault !== undefined) this.#problem(item, "value", `A glob in \`${key}\` ${fault}`);
    }
    return this.#strings(node, key);
  }

  #scopes(node: YamlNode): ReadonlyMap<string, readonly string[]> {
    if (node.kind !== "map") {
      this.#problem(node, "value", "`scopes` must map scope names to globs");
      return new Map();
    }
    return new Map(node.entries().map(({ key, value }) => [key, this.#globs(value, `scopes.${key}`)]));
  }

  #version(node: YamlNode, { system, setting }: (typeof VERSION_SETTINGS)[number]): PartialSettings {
    const version = node.kind === "scalar" ? parseVersion(node.text) : undefined;
    if (version !== undefined) return { versions: { [system]: version } };
    this.#problem(node, "value", `\`${setting}\` must be a version such as \`1.36\``);
    return {};
  }

  #dns(node: YamlNode): DnsSettings | undefined {
    if (node.kind !== "map") {
      this.#problem(node, "value", "`dns` must be a map with `namespace`, `labels` and `ports`");
      return undefined;
    }
    let dns = DEFAULT_DNS;
    for (const { key, value } of node.entries()) {
      if (key === "namespace") {
        if (isText(value)) dns = { ...dns, namespace: value.text };
        else this.#problem(value, "value", "`dns.namespace` must be the name of a namespace, such as `kube-system`");
      } else if (key === "labels") {
        const labels = value.kind === "map" ? value.entries() : [];
        if (value.kind === "map" && labels.every((it) => isText(it.value)))
          dns = { ...dns, labels: new Map(labels.map((it) => [it.key, it.value.text])) };
        else this.#problem(value, "value", "`dns.labels` must map labels to their values, such as `k8s-app: kube-dns`");
      } else if (key === "ports") {
        const ports = value.kind === "sequence" ? value.items().map((it) => Number(it.text)) : [Number.NaN];
        if (ports.some((it) => !Number.isInteger(it) || it < 1 || it > 65535))
          this.#problem(value, "value", "`dns.ports` must be a list of port numbers, such as `[53]`");
        else dns = { ...dns, ports };
      } else {
        const message = `Unknown key \`${key}\` in \`dns\`: it has \`namespace\`, \`labels\` and \`ports\``;
        this.#problem(value, "key", message, meantBy(key, ["namespace", "labels", "ports"]));
      }
    }
    return dns;
  }
}

/** Also a number or a word, such as `on`, that is written without quotes. */
function isText(node: YamlNode): boolean {
  return node.kind === "scalar" && !node.isNull;
}

function didYouMean(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}

/** The word that is nearly the one written, or the only one that begins with it: `warn`. */
function meantBy(word: string, known: readonly string[]): string | undefined {
  const longer = word.length < 2 ? [] : known.filter((it) => it !== word && it.startsWith(word.toLowerCase()));
  return nearest(word, known) ?? (longer.length === 1 ? longer[0] : undefined);
}
