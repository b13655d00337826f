/** Differences from other implementations that we stand by, each with the reason and the source that says so. */

import type { Difference } from "./agreement.js";

export interface Reason {
  /** How the names of its suites begin. */
  readonly suite: string;
  readonly covers: (difference: Difference) => boolean;
  readonly because: string;
  readonly source: string;
}

export const REASONS: readonly Reason[] = [
  {
    suite: "Cilium's engine",
    covers: ({ of, asked, ours, theirs }) =>
      ["040-tocidr-pods-not-matched", "070-knp-ipblock-world"].includes(of) &&
      /(^| )world(:| )/.test(asked) &&
      ours === "allowed" &&
      theirs === "denied",
    because:
      "On a dual-stack node the bare identity `world` belongs to no address: every outside address is world-ipv4 or " +
      "world-ipv6, and 0.0.0.0/0 is the former. Our end `world` is the IPv4 outside.",
    source: "kubernetes-and-cilium.md CS-21; oracles/README.md, settings of cilium-engine",
  },
  {
    suite: "np-guard netpol-analyzer",
    covers: ({ of }) => of.includes("example_pods_w_same_owner_and_labels_gap_with_good_match_expression"),
    because:
      "Its only policy is called `use_common_labels_same_values`. The API server refuses a name with underscores, so no " +
      "cluster has the policy; np-guard reads manifests without looking at names.",
    source: "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names",
  },
  {
    suite: "Calico's validity",
    covers: ({ of }) => of === "validation-021",
    because: "A name with a `$` is taken for one that a script replaces, of which nothing is known.",
    source: "server/src/schema/object-name.ts",
  },
  {
    suite: "Calico's validity",
    covers: ({ of }) => of === "validation-037" || of === "validation-088",
    because: "Names of profiles and annotations of rules decide nothing about pods, and are not checked.",
    source: "calico-anp-antrea.md 1.3 and 1.13",
  },
  {
    suite: "Antrea's flows",
    covers: ({ of, ours }) =>
      ["acnpnestedclustergroup-2", "annpnestedgroup-2", "annpgroupservicerefdelete-2"].includes(of) &&
      ours === "conditional",
    because:
      "A group or a Service that no manifest shows may be in the cluster all the same: what it holds is unknown.",
    source: "ARCHITECTURE.md, what is not in the workspace is unknown, not empty",
  },
  {
    suite: "Antrea's validity",
    covers: ({ of }) => of === "validation-001" || of === "validation-060",
    because: "A tier that no manifest shows may be in the cluster all the same.",
    source: "ARCHITECTURE.md, what is not in the workspace is unknown, not empty",
  },
];
