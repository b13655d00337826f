/** Fields of a NetworkPolicy (networking.k8s.io/v1), with what they mean (A.1.1, A.1.5 of the specification). */

import { quoted } from "../../base/quote.js";
import { labelSelector, OBJECT_FIELDS, selectorRules } from "../../schema/common.js";
import { type Constraint, formatted, type Refusal, sinceRelease } from "../../schema/constraint.js";
import { CIDR } from "../../schema/formats/cidr.js";
import { LABEL_KEY } from "../../schema/formats/labels.js";
import { PORT_NAME } from "../../schema/formats/port-name.js";
import { hasName } from "../../schema/object-name.js";
import {
  ANY,
  type Field,
  integer,
  integerOrString,
  listOf,
  object,
  type ObjectSchema,
  string,
} from "../../schema/schema.js";
import { exceptionsAreInside } from "../excepted-blocks.js";
import { PORT_PROTOCOLS } from "../protocols.js";
import { endPortFitsPort } from "./check/ports.js";

const API: Refusal = "api-server";

const SELECTOR = labelSelector(selectorRules(LABEL_KEY, API));

const NO_BLOCK: Constraint = { about: "CIDR block", check: "KV-7", refusedBy: API };
/** From 1.36 on parsing is strict by default; older servers accept and mask. */
const NOT_CANONICAL: Constraint = {
  about: "host bits",
  check: "KV-8",
  refusedBy: sinceRelease(36, "api-server", "nobody"),
};
const BLOCK = formatted(CIDR, {
  "no-prefix": NO_BLOCK,
  unreadable: NO_BLOCK,
  "zeros-in-length": NOT_CANONICAL,
  "zeros-in-address": NOT_CANONICAL,
  mapped: NOT_CANONICAL,
  "host-bits": NOT_CANONICAL,
});

const IP_BLOCK = object(
  {
    cidr: {
      schema: string({ format: BLOCK }),
      doc: "CIDR block such as `10.0.0.0/8`, for addresses outside the cluster.",
      required: true,
    },
    except: {
      schema: listOf(string({ format: BLOCK, filled: true })),
      doc: "CIDR blocks inside `cidr` that this peer leaves out. Another rule may still allow them: nothing here denies.",
    },
  },
  { checks: [exceptionsAreInside("KV-9")] },
);

const PEER = object(
  {
    podSelector: {
      schema: SELECTOR,
      doc: "Pods by their labels: in the policy's own namespace, or in the namespaces of a `namespaceSelector` in the same item.",
      empty: "every pod in those namespaces",
      null: "the same as omitted",
    },
    namespaceSelector: {
      schema: SELECTOR,
      doc: "Namespaces by their labels: all their pods, or those of a `podSelector` in the same item. Every namespace has the label `kubernetes.io/metadata.name`.",
      empty: "every namespace",
      null: "the same as omitted. A `podSelector` in the same item then selects pods in the policy's own namespace",
    },
    ipBlock: { schema: IP_BLOCK, doc: "Addresses. Cannot be combined with selectors in one item." },
  },
  {
    choices: [
      {
        of: ["podSelector", "namespaceSelector", "ipBlock"],
        none: {
          about: "peer",
          check: "KV-3",
          refusedBy: API,
          says: (blank, list) =>
            blank === undefined
              ? `This item of ${quoted(list)} has no peer`
              : `\`${blank}\` is null, so this item has no peer`,
        },
      },
    ],
    excludes: [
      {
        field: "ipBlock",
        others: ["podSelector", "namespaceSelector"],
        about: "addresses beside pods",
        check: "KV-4",
        refusedBy: API,
        says: (other) => `\`ipBlock\` and \`${other}\` cannot be combined in one item`,
      },
    ],
  },
);

const PORT = object(
  {
    protocol: {
      schema: string({
        values: {
          about: "protocol",
          check: "KV-15",
          refusedBy: API,
          each: PORT_PROTOCOLS,
          says: (text) => `${quoted(text)} is not a valid protocol`,
          mistaken: [
            {
              like: /^icmp/i,
              says: (text) => `${quoted(text)} is not a protocol with ports, and NetworkPolicy does not control ICMP`,
            },
          ],
        },
      }),
      doc: "`TCP`, `UDP` or `SCTP`.",
      missing: "`TCP`",
      null: "`TCP`",
    },
    port: {
      schema: integerOrString({
        format: formatted(PORT_NAME, { about: "port name", check: "KV-11", refusedBy: API }),
        range: { about: "port", check: "KV-10", refusedBy: API, from: 1, to: 65535 },
      }),
      doc: "Port of the destination pod, by number or by the name of a container port. Never the port of a Service.",
      missing: "all ports of the protocol",
      null: "all ports of the protocol",
    },
    endPort: {
      schema: integer({
        about: "last port",
        check: "KV-14",
        refusedBy: API,
        from: 1,
        to: 65535,
        says: (text) => `${quoted(text)} is not a valid port (1 to 65535)`,
      }),
      doc: "Last port of a range that starts at `port`.",
      missing: "only `port`",
    },
  },
  { checks: [endPortFitsPort] },
);

function rule(peersKey: "from" | "to"): ObjectSchema {
  const others = peersKey === "from" ? "sources" : "destinations";
  const peers: Field = {
    schema: listOf(PEER),
    doc: `Allowed ${others}: those that match any of the items.`,
    empty: `all ${others}, inside and outside the cluster`,
    missing: `all ${others}, inside and outside the cluster`,
    null: `all ${others}, inside and outside the cluster`,
  };
  const ports: Field = {
    schema: listOf(PORT),
    doc: "Allowed ports: those that match any of the items.",
    empty: "all ports of all protocols",
    missing: "all ports of all protocols",
    null: "all ports of all protocols",
  };
  return object({ [peersKey]: peers, ports });
}

const POLICY_TYPE = string({
  filled: true,
  values: {
    about: "policy type",
    check: "KV-16",
    refusedBy: API,
    each: [
      { value: "Ingress", means: "only what an ingress rule allows may come in" },
      { value: "Egress", means: "only what an egress rule allows may go out" },
    ],
  },
});

const SPEC = object({
  podSelector: {
    schema: SELECTOR,
    doc: "The pods that the policy selects, in its own namespace.",
    empty: "every pod in the namespace",
    missing: "every pod in the namespace",
    null: "every pod in the namespace",
  },
  policyTypes: {
    schema: listOf(POLICY_TYPE, {
      most: {
        count: 2,
        about: "policy types",
        check: "KV-16",
        refusedBy: API,
        says: () => "`policyTypes` must have at most 2 items",
      },
    }),
    doc: "Directions in which the selected pods become isolated: `Ingress`, `Egress`. Rules for a direction that is not listed are ignored.",
    empty: "`Ingress`, and `Egress` if there is at least one egress rule",
    missing: "`Ingress`, and `Egress` if there is at least one egress rule",
    null: "`Ingress`, and `Egress` if there is at least one egress rule",
  },
  ingress: {
    schema: listOf(rule("from")),
    doc: "Allowed incoming traffic. A connection is allowed if any rule of any policy allows it.",
    empty: "nothing is allowed in; one empty rule (`[{}]`) allows everything",
    missing: "this policy allows nothing in; it restricts ingress if `policyTypes` says so",
    null: "this policy allows nothing in; it restricts ingress if `policyTypes` says so",
  },
  egress: {
    schema: listOf(rule("to")),
    doc: "Allowed outgoing traffic. A connection is allowed if any rule of any policy allows it.",
    empty: "nothing is allowed out if `policyTypes` lists `Egress`; otherwise egress is not restricted",
    missing: "this policy allows nothing out; it restricts egress if `policyTypes` says so",
    null: "this policy allows nothing out; it restricts egress if `policyTypes` says so",
  },
});

export const NETWORK_POLICY: ObjectSchema = object(
  {
    ...OBJECT_FIELDS,
    spec: {
      schema: SPEC,
      doc: "The pods that the policy selects, and what it allows.",
      empty: "every pod in the namespace is isolated for ingress, and nothing is allowed in",
      missing: "every pod in the namespace is isolated for ingress, and nothing is allowed in",
      null: "every pod in the namespace is isolated for ingress, and nothing is allowed in",
    },
    status: { schema: ANY, doc: "Not used by NetworkPolicy." },
  },
  { checks: [hasName] },
);
