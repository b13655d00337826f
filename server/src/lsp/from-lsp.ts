/** Pure conversions from what clients send: settings as untyped JSON, folders, positions. */

import type { InitializeParams, Range } from "vscode-languageserver";
import type { LineIndex } from "../base/line-index.js";
import type { Version } from "../base/version.js";
import type { TextRange } from "../base/source.js";
import { type HintKinds, parseVersion, type PartialSettings, type Settings } from "../ide/index.js";
import { CNIS, HELM_MODES, versionsFrom } from "../workspace/settings.js";
import { uriOf } from "./uris.js";

/** Settings of the editor's side: those of the workspace, and those that only the server reads. */
export interface EditorSettings {
  readonly workspace: PartialSettings;
  readonly enable: boolean;
  readonly workspaceDiagnostics: "all" | "openFiles";
  /** Milliseconds that a file has to rest before all is said of what was typed last; 0: it is said at once. */
  readonly typingPause: number;
  /** The helm to run; undefined: the one on the PATH. */
  readonly helmPath?: string;
  /** Whether faults of YAML syntax are shown. `auto`: not in open documents in which the editor shows them anyway. */
  readonly yamlSyntaxErrors: (typeof SYNTAX_ERRORS)[number];
  readonly inlayHints: HintKinds;
  /** True where a line above each policy says what it selects and allows. */
  readonly codeLens: boolean;
  /** True where words of policies are colored by what they mean. */
  readonly semanticTokens: boolean;
}

const SYNTAX_ERRORS = ["auto", "on", "off"] as const;

export const DEFAULT_EDITOR_SETTINGS: EditorSettings = {
  workspace: {},
  enable: true,
  workspaceDiagnostics: "all",
  typingPause: 1500,
  yamlSyntaxErrors: "auto",
  inlayHints: { selectors: true, implied: true, addresses: true, peers: true, empty: true },
  codeLens: false,
  semanticTokens: true,
};

/** Longer than this nobody waits on purpose. */
const LONGEST_PAUSE_MS = 60_000;

const LEVELS = ["off", "hint", "info", "warning", "error", "on"] as const;
const PERSONAS = ["regular", "pedantic", "auditor"] as const;
const CLOSED_WORLD = ["auto", "always", "never"] as const;
const HINTS = ["selectors", "implied", "addresses", "peers", "empty"] as const satisfies (keyof HintKinds)[];
const REACHES = ["all", "openFiles"] as const;

/**
 * Reads the section `netpol` as a client gives it: perhaps null, perhaps with values of the wrong type.
 * What cannot be used keeps its default and is named in `problems`.
 */
export function readEditorSettings(given: unknown): { settings: EditorSettings; problems: string[] } {
  const problems: string[] = [];
  if (!isRecord(given)) return { settings: DEFAULT_EDITOR_SETTINGS, problems };
  const read = <T>(key: string, expected: string, parse: (value: unknown) => T | undefined): T | undefined => {
    const value = given[key];
    if (value === undefined || value === null) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) problems.push(`setting netpol.${key} must be ${expected}; using its default`);
    return parsed;
  };
  const oneOf = <T extends string>(key: string, allowed: readonly T[]): T | undefined =>
    read(key, `one of ${allowed.join(", ")}`, (value) => allowed.find((it) => it === value));

  const workspace: PartialSettings = {
    rules: read("rules", `a map of rules to ${LEVELS.join(", ")}`, toRules),
    overrides: read("overrides", "a list of items with files and rules", toOverrides),
    persona: oneOf("persona", PERSONAS),
    exclude: read("exclude", "a list of globs", toTexts),
    scopes: read("scopes", "a map of names to globs", toScopes),
    closedWorld: oneOf("closedWorld", CLOSED_WORLD),
    helm: oneOf("helm", HELM_MODES),
    cni: oneOf("cni", CNIS),
    podCidrs: read("podCidrs", "a list of CIDR blocks", toTexts),
    serviceCidrs: read("serviceCidrs", "a list of CIDR blocks", toTexts),
    versions: versionsFrom((setting) => read(setting, "a version such as 1.36", toVersion)),
    dns: read("dns", "a map of namespace, labels and ports", toDns),
  };
  const helmPath = read("helmPath", "a path", (it) => (typeof it === "string" ? it : undefined));
  const settings = {
    ...(helmPath === undefined || helmPath === "" ? {} : { helmPath }),
    workspace,
    enable: read("enable", "true or false", toFlag) ?? DEFAULT_EDITOR_SETTINGS.enable,
    workspaceDiagnostics: oneOf("workspaceDiagnostics", REACHES) ?? "all",
    yamlSyntaxErrors: oneOf("yamlSyntaxErrors", SYNTAX_ERRORS) ?? DEFAULT_EDITOR_SETTINGS.yamlSyntaxErrors,
    typingPause:
      read("typingPause", `a number from 0 to ${LONGEST_PAUSE_MS}`, toPause) ?? DEFAULT_EDITOR_SETTINGS.typingPause,
    inlayHints:
      read("inlayHints", `a map of ${HINTS.join(", ")} to true or false`, toHints) ??
      DEFAULT_EDITOR_SETTINGS.inlayHints,
    codeLens: read("codeLens", "true or false", toFlag) ?? DEFAULT_EDITOR_SETTINGS.codeLens,
    semanticTokens: read("semanticTokens", "true or false", toFlag) ?? DEFAULT_EDITOR_SETTINGS.semanticTokens,
  };
  return { settings, problems };
}

/** Settings that came with `initialize` or in a notification: bare, or under `netpol`. */
export function settingsSection(given: unknown): unknown {
  return isRecord(given) && isRecord(given.netpol) ? given.netpol : given;
}

/** URIs of the workspace's folders. */
export function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders, rootUri, rootPath } = params;
  return workspaceFolders?.map((it) => it.uri) ?? (rootUri ? [rootUri] : rootPath ? [uriOf(rootPath)] : []);
}

export function toOffsets(range: Range, lines: LineIndex): TextRange {
  return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
}

function toRules(value: unknown): Settings["rules"] | undefined {
  if (!isRecord(value)) return undefined;
  const rules = new Map<string, (typeof LEVELS)[number]>();
  for (const [rule, given] of Object.entries(value)) {
    const level = LEVELS.find((it) => it === given);
    if (level === undefined) return undefined;
    rules.set(rule, level);
  }
  return rules;
}

function toOverrides(value: unknown): Settings["overrides"] | undefined {
  if (!Array.isArray(value)) return undefined;
  const overrides = value.flatMap((it) => {
    const files = isRecord(it) ? toTexts(it.files) : undefined;
    const rules = isRecord(it) ? toRules(it.rules) : undefined;
    return files === undefined || rules === undefined ? [] : [{ files, rules }];
  });
  return overrides.length === value.length ? overrides : undefined;
}

function toTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((it) => typeof it === "string") ? value : undefined;
}

function toScopes(value: unknown): Settings["scopes"] | undefined {
  if (!isRecord(value)) return undefined;
  const scopes = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(value)) {
    const globs = typeof given === "string" ? [given] : toTexts(given);
    if (globs === undefined) return undefined;
    scopes.set(name, globs);
  }
  return scopes;
}

function toHints(value: unknown): HintKinds | undefined {
  if (!isRecord(value)) return undefined;
  const kinds = { ...DEFAULT_EDITOR_SETTINGS.inlayHints };
  for (const kind of HINTS) {
    const wanted = value[kind] ?? true;
    if (typeof wanted !== "boolean") return undefined;
    kinds[kind] = wanted;
  }
  return kinds;
}

function toFlag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function toPause(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= LONGEST_PAUSE_MS ? value : undefined;
}

function toVersion(value: unknown): Version | undefined {
  return typeof value === "string" ? parseVersion(value) : undefined;
}

function toDns(value: unknown): Settings["dns"] | undefined {
  if (!isRecord(value)) return undefined;
  const { namespace, labels, ports } = value;
  const labelTexts = isRecord(labels) ? Object.entries(labels) : undefined;
  if (typeof namespace !== "string" || labelTexts === undefined || !Array.isArray(ports)) return undefined;
  if (!ports.every((it) => Number.isInteger(it) && it >= 1 && it <= 65535)) return undefined;
  return { namespace, labels: new Map(labelTexts.map(([key, it]) => [key, String(it)])), ports };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
