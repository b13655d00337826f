/** NP1610: a policy whose name or description says the opposite of what it allows. */

import { FAR_END } from "../words/words.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { contradictions } from "./contradicted-names.js";

/** What the words say, and what is allowed. */
const NAMESPACES = {
  every: "the same namespace, but this peer allows every namespace",
  others: "the same namespace, but none of its rules allows it",
  own: "other namespaces, but its rules only allow pods in its own",
} as const;

export default defineRule({
  code: "NP1610",
  name: "contradicted-name",
  title: "A policy that does the opposite of its name",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    for (const odds of contradictions(policy, view)) {
      // The words are about an intention that no such policy can have.
      const isCertain = odds.type === "own-namespace" && odds.isClusterwide;
      yield { at: odds.at, name: quoted(policy.name), odds, ...(isCertain ? { severity: "warning" as const } : {}) };
    }
  },

  message: ({ name, odds }) => {
    switch (odds.type) {
      case "anyone":
        return `${name} names ${quoted(odds.peer)}, but this rule allows every ${FAR_END[odds.direction]}`;
      case "denied-peer":
        return `${name} says that it denies ${quoted(odds.peer)}, but this rule allows it`;
      case "outside":
        return `${name} says that it denies traffic outside the cluster, but this rule allows it`;
      case "internet": {
        const { of, type } = odds.words;
        const who = of === "name" ? name : `The description of ${name}`;
        return type === "denied"
          ? `${who} denies the internet, but this CIDR block allows it`
          : `${who} allows only the internet, but this CIDR block includes private networks`;
      }
      case "own-namespace":
        return `${name} speaks of ${NAMESPACES[odds.allows]}`;
      case "some-pods":
        return `${name} is a default deny for some pods only: its selector is not empty`;
    }
  },
  note: ({ odds }) => {
    switch (odds.type) {
      case "anyone":
        return "A rule without peers matches every peer. To do what the name says, add a peer that selects those pods.";
      case "denied-peer":
        return "Rules of a NetworkPolicy only allow. A policy denies what none of its rules allow.";
      case "outside":
        return "A rule without peers, `0.0.0.0/0` and the entity `world` all include addresses outside the cluster.";
      case "internet":
        return odds.words.type === "denied"
          ? "Rules of a NetworkPolicy only allow. A policy denies what none of its rules allow."
          : "Without exceptions for private networks such as `10.0.0.0/8`, this also allows internal hosts, and on many networks pods and nodes.";
      case "own-namespace":
        if (odds.allows === "own") {
          return "A peer that does not name a namespace only matches pods in the namespace of the policy, even if its selector is empty.";
        }
        if (odds.isClusterwide) {
          return "A clusterwide policy has no namespace, so an empty selector matches all pods in the cluster. To allow each namespace to itself, write a namespaced policy for each.";
        }
        return odds.allows === "every"
          ? "An empty `namespaceSelector` matches all namespaces. The same namespace is a `podSelector` without a `namespaceSelector`."
          : "Pods in the policy's own namespace cannot connect to each other unless another policy allows it. A `podSelector` without a `namespaceSelector` matches them.";
      case "some-pods":
        return "Pods without the label are not restricted. A default deny for the whole namespace has an empty selector.";
    }
  },
});
