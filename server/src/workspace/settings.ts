/** Settings of a workspace: what they are, their defaults, and how the three sources are laid over each other. */

import type { DnsSettings, ViewSettings } from "../engine/view.js";

export type Level = "off" | "hint" | "info" | "warning" | "error" | "on";
export type PersonaSetting = "regular" | "pedantic" | "auditor";
/** CNIs by how they read address blocks; `cilium` stands for every one that never matches pods by address. */
export const CNIS = ["cilium", "calico", "antrea", "ovn-kubernetes", "kube-router", "aws", "weave"] as const;
export type Cni = (typeof CNIS)[number];
export type ClosedWorld = "auto" | "always" | "never";

export interface Settings extends ViewSettings {
  /** Severity by rule name or code. `on` switches a rule on at its own severity. */
  readonly rules: ReadonlyMap<string, Level>;
  readonly persona: PersonaSetting;
  /** Globs of files to leave alone, added to `.gitignore`. */
  readonly exclude: readonly string[];
  /** Scope name → globs of the files that make it up. Empty: scopes are found from kustomizations. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly closedWorld: ClosedWorld;
  /** Who enforces the policies; it decides whether an address block also names pods (KS-9, CS-20). */
  readonly cni: Cni;
  /** Networks of the cluster's pods. */
  readonly podCidrs: readonly string[];
}

/** Settings as one source gives them: what it does not mention is left out. */
export type PartialSettings = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export const DEFAULT_DNS: DnsSettings = {
  namespace: "kube-system",
  labels: new Map([["k8s-app", "kube-dns"]]),
  ports: [53],
};

export const DEFAULT_SETTINGS: Settings = {
  rules: new Map(),
  persona: "regular",
  exclude: [],
  scopes: new Map(),
  closedWorld: "auto",
  cni: "cilium",
  podCidrs: [],
  kubernetesVersion: { major: 1, minor: 36 },
  ciliumVersion: { major: 1, minor: 19 },
  dns: DEFAULT_DNS,
};

/** Later sources win; rules are laid over each other name by name. */
export function layered(...sources: readonly PartialSettings[]): Settings {
  let settings = DEFAULT_SETTINGS;
  for (const source of sources) {
    const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
    settings = { ...settings, ...given, rules: new Map([...settings.rules, ...(source.rules ?? [])]) };
  }
  return settings;
}
