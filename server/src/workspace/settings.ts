/** Settings of a workspace: what they are, their defaults, and how the three sources are laid over each other. */

import { memoize } from "../base/memoize.js";
import type { Version, Versions } from "../base/version.js";
import type { Cni } from "../systems/profiles/profiles.js";
import { SYSTEMS } from "../systems/registry.js";
import type { DnsSettings } from "../engine/answers.js";
import type { ClosedWorld, ViewSettings } from "../analysis/view.js";
import { globMatcher } from "./globs.js";

export { CNIS } from "../systems/profiles/profiles.js";

export type Level = "off" | "hint" | "info" | "warning" | "error" | "on";
export type PersonaSetting = "regular" | "pedantic" | "auditor";

/** Severity by rule name or code. `on` switches a rule on at its own severity. */
export type Levels = ReadonlyMap<string, Level>;

/** Other levels for some of the files. */
export interface Override {
  /** Globs of paths from the workspace's root. */
  readonly files: readonly string[];
  readonly rules: Levels;
}

export interface Settings extends ViewSettings {
  readonly rules: Levels;
  /** In order: of those that match a file, the last that knows a rule has the say, and any of them before `rules`. */
  readonly overrides: readonly Override[];
  readonly persona: PersonaSetting;
  /** Globs of files to leave alone, added to `.gitignore`. */
  readonly exclude: readonly string[];
  /** Scope name → globs of the files that make it up. Empty: scopes are found from kustomizations. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly closedWorld: ClosedWorld;
  readonly helm: HelmMode;
  /**
   * Who enforces the policies: which kinds count, and whether an address block also names pods (KS-9, CS-20). Undefined
   * where no source names it.
   */
  readonly cni: Cni | undefined;
  /** Networks of the cluster's pods. */
  readonly podCidrs: readonly string[];
  /** Networks of the cluster's Services. */
  readonly serviceCidrs: readonly string[];
}

/**
 * What becomes of a chart's templates: nothing, or what holds whatever their actions come to is said, or besides what they come
 * to counts, where Helm may be run.
 */
export type HelmMode = "off" | "mask" | "render";
export const HELM_MODES: readonly HelmMode[] = ["off", "mask", "render"];

/** Settings as one source gives them: what it does not mention is left out. */
export type PartialSettings = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** Settings that name the version of a policy system: `ciliumVersion`. */
export const VERSION_SETTINGS: readonly {
  readonly system: string;
  readonly setting: string;
  readonly latest: Version;
}[] = SYSTEMS.flatMap(({ id, version }) => (version === undefined ? [] : [{ system: id, ...version }]));

/** The versions that a source gives, setting by setting; undefined where it gives none. */
export function versionsFrom(read: (setting: string) => Version | undefined): Versions | undefined {
  const given = VERSION_SETTINGS.flatMap(({ system, setting }) => {
    const version = read(setting);
    return version === undefined ? [] : [[system, version] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

export const DEFAULT_DNS: DnsSettings = {
  namespace: "kube-system",
  labels: new Map([["k8s-app", "kube-dns"]]),
  ports: [53],
};

export const DEFAULT_SETTINGS: Settings = {
  rules: new Map(),
  overrides: [],
  persona: "regular",
  exclude: [],
  scopes: new Map(),
  closedWorld: "auto",
  helm: "mask",
  cni: undefined,
  podCidrs: [],
  serviceCidrs: [],
  versions: Object.fromEntries(VERSION_SETTINGS.map(({ system, latest }) => [system, latest])),
  dns: DEFAULT_DNS,
};

/** What people may set, by name. */
export const SETTING_NAMES: readonly string[] = [
  ...Object.keys(DEFAULT_SETTINGS).filter((it) => it !== "versions"),
  ...VERSION_SETTINGS.map((it) => it.setting),
];

/** Later sources win; levels of rules are laid over each other rule by rule, versions system by system. */
export function layered(...sources: readonly PartialSettings[]): Settings {
  let settings = DEFAULT_SETTINGS;
  for (const source of sources) {
    const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
    const { rules = new Map(), overrides = [], versions = {} } = source;
    // What a later source says of all files goes before what an earlier one says of some.
    const above = settings.overrides.length > 0 && rules.size > 0 ? [{ files: ["**"], rules }] : [];
    settings = {
      ...settings,
      ...given,
      versions: { ...settings.versions, ...versions },
      rules: laidOver(settings.rules, rules),
      overrides: [...settings.overrides, ...above, ...overrides],
    };
  }
  return settings;
}

/** A rule by the names that settings may call it. */
export interface NamedRule {
  readonly name: string;
  readonly code: string;
  /** A rule of which this one was made: what is set for that holds for this one where nothing is set for it. */
  readonly formerly?: NamedRule;
}

/** What the settings say of a rule in a file; undefined where they leave it as it is. */
export function levelOf(settings: Settings, path: string, rule: NamedRule): Level | undefined {
  const override = settings.overrides.findLast((it) => levelIn(it.rules, rule) !== undefined && matcherOf(it)(path));
  return levelIn(override?.rules ?? settings.rules, rule);
}

/** Of a name and a code that mean the same rule the later counts. */
function levelIn(rules: Levels, { name, code, formerly }: NamedRule): Level | undefined {
  let level: Level | undefined;
  for (const [key, it] of rules) if (key === name || key === code) level = it;
  return level ?? (formerly === undefined ? undefined : levelIn(rules, formerly));
}

function laidOver(below: Levels, above: Levels): Levels {
  return new Map([...[...below].filter(([key]) => !above.has(key)), ...above]);
}

const matcherOf = memoize(({ files }: Override) => globMatcher(files));
