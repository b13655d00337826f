/** NP1422: a CIDR block in a list of private networks that is nearly one of them, but not the same. */

import { changeTo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { rangeSlips } from "./private-range-slips.js";

export default defineRule({
  code: "NP1422",
  name: "mistaken-private-range",
  title: "A CIDR block that is nearly a private network",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: [],

  *check(policy) {
    for (const it of rangeSlips(policy)) {
      yield { at: it.cidr.at, severity: it.type === "typo" ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ cidr, meant, type }) => {
    const written = quoted(cidr.value);
    switch (type) {
      case "typo":
        return `${written} is not a private or reserved network; did you mean ${quoted(meant)}?`;
      case "narrow":
        return `${written} is only a part of the private network ${quoted(meant)}`;
      case "wide":
        return `${written} also includes public addresses: the private network is ${quoted(meant)}`;
    }
  },
  note: ({ type }) =>
    type === "typo"
      ? "The other CIDR blocks in this list are private or reserved networks. This one is public, and the one that it looks like is missing."
      : "The other private networks (RFC 1918) are in this list as a whole.",

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ cidr, meant }) => changeTo(cidr.at, meant) },
  },
});
