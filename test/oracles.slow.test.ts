/** Agreement with the answers of other implementations: all of them, or a difference listed with its reason. */

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Agreement, ORACLES } from "./oracles/agreement.js";
import { compareAntrea, compareAntreaValidity } from "./oracles/antrea.js";
import { compareCalico, compareCalicoValidity } from "./oracles/calico.js";
import { compareCiliumEngine } from "./oracles/cilium-engine.js";
import { compareClusterNetworkPolicy } from "./oracles/cluster-network-policy.js";
import { compareNpGuard, compareNpGuardFlows, compareNpGuardTiers } from "./oracles/np-guard.js";
import { compareCyclonus, compareKubernetesE2e } from "./oracles/pod-tables.js";
import { REASONS } from "./oracles/reasons.js";

/** Fewer answers than these would mean that a suite was not read. */
const SUITES: readonly {
  readonly folder: string;
  readonly compare: (folder: string) => Agreement;
  readonly atLeast: number;
}[] = [
  { folder: "kubernetes-e2e", compare: compareKubernetesE2e, atLeast: 506 },
  { folder: "cyclonus", compare: compareCyclonus, atLeast: 225_000 },
  { folder: "cilium-engine", compare: compareCiliumEngine, atLeast: 142_000 },
  { folder: "np-guard", compare: compareNpGuard, atLeast: 32_000 },
  { folder: "np-guard", compare: compareNpGuardFlows, atLeast: 1000 },
  { folder: "np-guard", compare: compareNpGuardTiers, atLeast: 990 },
  { folder: "calico", compare: compareCalico, atLeast: 2200 },
  { folder: "calico", compare: compareCalicoValidity, atLeast: 160 },
  { folder: "antrea", compare: compareAntrea, atLeast: 9000 },
  { folder: "antrea", compare: compareAntreaValidity, atLeast: 60 },
  { folder: "cluster-network-policy", compare: compareClusterNetworkPolicy, atLeast: 480 },
];

describe.skipIf(ORACLES === undefined)("answers of other implementations", () => {
  const agreements: Agreement[] = [];

  it.each(SUITES)("$folder, $compare.name", ({ folder, compare, atLeast }) => {
    const agreement = compare(join(ORACLES ?? "", folder));
    agreements.push(agreement);
    const open = agreement.differences.filter(
      (it) => !REASONS.some((reason) => agreement.suite.startsWith(reason.suite) && reason.covers(it)),
    );
    const explained = agreement.differences.length - open.length;
    console.info(`${agreement.summary}${explained === 0 ? "" : `; ${explained} differ for a listed reason`}`);
    expect(open.slice(0, 20)).toEqual([]);
    expect(agreement.cells).toBeGreaterThanOrEqual(atLeast);
  });

  it("need every listed reason", ({ skip }) => {
    if (agreements.length < SUITES.length) skip("only some of the suites have run");
    for (const reason of REASONS) {
      const own = agreements.filter((it) => it.suite.startsWith(reason.suite));
      expect(
        own.some(({ differences }) => differences.some((it) => reason.covers(it))),
        reason.because,
      ).toBe(true);
    }
  });
});
