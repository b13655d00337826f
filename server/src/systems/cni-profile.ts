/** What a CNI makes of the policies of all systems: which of them it enforces, in which order, and where it reads them its own way. */

import type { Versions } from "../base/version.js";
import type { NamedPort, Tier } from "../engine/program.js";
import type { ServiceAddressKind } from "../model/workload.js";
import type { PolicyObject } from "../model/scope.js";
import type { PlacedPolicy } from "./placed.js";

export interface CniProfile {
  /** Whether the address blocks of NetworkPolicies also match pods and nodes by their address (KS-9, CS-20). */
  readonly blocksMatchPods: boolean;
  /** Labels of pods that no selector sees, whichever system's (CP-19). */
  readonly dropsLabel?: (key: string, versions: Versions) => boolean;
  /**
   * How the name of a port is read where a rule of a NetworkPolicy is about what goes out. Left out: each destination has its
   * own number for it (KS-8).
   */
  readonly portNames?: (context: { readonly versions: Versions }) => NamedPort["of"];
  /**
   * Whether policies see the address of a Service that a pod connects to, before it is replaced by that of a backend (KS-24).
   * Left out: whoever enforces the policies is not known, and neither is this.
   */
  readonly serviceAddresses?: Readonly<Record<ServiceAddressKind, Sight>>;
  readonly tiered: TieredReading;
  /**
   * Why a policy that the API server accepts has no effect here, as a sentence without a full stop; undefined for one that
   * is enforced.
   */
  readonly ignores: (policy: PolicyObject, versions: Versions) => string | undefined;
  /**
   * The tiers in order of evaluation, those without a policy left out. Of a policy it looks at its place alone, and at the
   * name, namespace and kind of its source.
   */
  readonly tiersOf: (placed: readonly PlacedPolicy[]) => readonly Tier[];
}

/** `unknown`: it depends on settings that no manifest tells. */
export type Sight = "seen" | "replaced" | "unknown";

/** Translated before policies look, as by kube-proxy. */
export const REPLACED: Readonly<Record<ServiceAddressKind, Sight>> = {
  cluster: "replaced",
  external: "replaced",
  "load-balancer": "replaced",
};

/** How rules of Admin and Baseline tiers are read: what the API's text says, or a departure from it. */
export interface TieredReading {
  /**
   * `any-address`: `networks` match by address alone, pods and nodes included. `outside`: never pods or nodes. `as-blocks`:
   * as the address blocks of NetworkPolicies.
   */
  readonly networks: "any-address" | "outside" | "as-blocks";
  /**
   * Policies of equal priority. `undecided`: either may decide, as the API says. `by-name`: in the order of their names.
   * `by-rule`: ordered rule by rule, by their place in the policy, and denials first.
   */
  readonly ties: "undecided" | "by-name" | "by-rule";
  /**
   * How the addresses of domain names become known. `learnt`: the CNI sees them by itself. `dns-proxy`: by a proxy to which
   * each such rule redirects the look-ups of its names.
   */
  readonly names: "learnt" | "dns-proxy";
}

/** As the API's text has it. */
export const BY_THE_TEXT: TieredReading = { networks: "any-address", ties: "undecided", names: "learnt" };
