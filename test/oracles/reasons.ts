/** Differences from other implementations that we stand by, each with the reason and the source that says so. */

import type { Difference } from "./agreement.js";

export interface Reason {
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
];
