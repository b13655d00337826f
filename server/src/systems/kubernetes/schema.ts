/** Fields of a NetworkPolicy (networking.k8s.io/v1), with their readings (A.1.1, A.1.5 of the specification). */

import { quoted } from "../../base/quote.js";
import { labelSelector, OBJECT_FIELDS, selectorRules } from "../../schema/common.js";
import { type Constraint, formatted, type Refusal, sinceMinor } from "../../schema/constraint.js";
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
import { PORT_PROTOCOLS } from "../protocols.js";
import { exceptionsAreInside } from "./check/blocks.js";
import { endPortFitsPort } from "./check/ports.js";

const API: Refusal = "api-server";

const SELECTOR = labelSelector(selectorRules(LABEL_KEY, API));

const NO_BLOCK: Constraint = { about: "address block", check: "KV-7", refusedBy: API };
/** From 1.36 on parsing is strict by default; older servers accept and mask. */
const NOT_CANONICAL: Constraint = {
  about: "bits beyond the length",
  check: "KV-8",
  refusedBy: sinceMinor(36, "api-server", "nobody"),
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
      doc: "Address range such as `10.0.0.0/8`. Meant for addresses outside the cluster.",
      required: true,
    },
    except: {
      schema: listOf(string({ format: BLOCK, filled: true })),
      doc: "Ranges inside `cidr` that this peer leaves out. Another rule may still admit them: nothing here denies.",
    },
  },
  { checks: [exceptionsAreInside] },
);

const PEER = object(
  {
    podSelector: {
      schema: SELECTOR,
      doc: "Pods by their labels. Alone: in the policy's own namespace. Beside `namespaceSelector` in the same item: in those namespaces.",
      empty: "every pod of the namespaces meant",
      null: "as if it were not there",
    },
    namespaceSelector: {
      schema: SELECTOR,
      doc: "Namespaces by their labels. Alone: all their pods. Every namespace carries `kubernetes.io/metadata.name`.",
      empty: "every namespace",
      null: "as if it were not there: with a `podSelector` beside it only the policy's own namespace",
    },
    ipBlock: { schema: IP_BLOCK, doc: "Addresses. Stands alone in its item." },
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
              ? `This item of ${quoted(list)} names no peer`
              : `\`${blank}\` with nothing behind it names no peer`,
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
        says: (other) => `\`ipBlock\` and \`${other}\` share one item`,
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
          says: (text) => `${quoted(text, 20)} is no protocol that ports have`,
          mistaken: [
            {
              like: /^icmp/i,
              says: (text) => `${quoted(text, 20)} is no protocol of a port, which has no say over ICMP`,
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
      doc: "Port of the destination pod's container, by number or name; never the port of a Service.",
      missing: "every port of the protocol",
      null: "every port of the protocol",
    },
    endPort: {
      schema: integer({
        about: "last port",
        check: "KV-14",
        refusedBy: API,
        from: 1,
        to: 65535,
        says: (text) => `${quoted(text, 12)} lies outside the ports 1 to 65535`,
      }),
      doc: "Last port of a range that begins at `port`.",
      missing: "`port` alone",
    },
  },
  { checks: [endPortFitsPort] },
);

function rule(peersKey: "from" | "to"): ObjectSchema {
  const others = peersKey === "from" ? "sources" : "destinations";
  const peers: Field = {
    schema: listOf(PEER),
    doc: `Allowed ${others}; any one of the items suffices.`,
    empty: `any peer: all ${others}, in the cluster and outside`,
    missing: `any peer: all ${others}, in the cluster and outside`,
    null: `any peer: all ${others}, in the cluster and outside`,
  };
  const ports: Field = {
    schema: listOf(PORT),
    doc: "Allowed ports; any one of the items suffices.",
    empty: "every port of every protocol",
    missing: "every port of every protocol",
    null: "every port of every protocol",
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
      { value: "Ingress", means: "what may come in is limited to the ingress rules" },
      { value: "Egress", means: "what may go out is limited to the egress rules" },
    ],
  },
});

const SPEC = object({
  podSelector: {
    schema: SELECTOR,
    doc: "The subject: pods of the policy's namespace that it applies to.",
    empty: "every pod of the namespace",
    missing: "every pod of the namespace",
    null: "every pod of the namespace",
  },
  policyTypes: {
    schema: listOf(POLICY_TYPE, {
      most: {
        count: 2,
        about: "policy types",
        check: "KV-16",
        refusedBy: API,
        says: () => "More than two `policyTypes`",
      },
    }),
    doc: "Directions in which the subject becomes isolated: `Ingress`, `Egress`. Rules of a direction that is not listed are ignored.",
    empty: "`Ingress`, and `Egress` if there is at least one egress rule",
    missing: "`Ingress`, and `Egress` if there is at least one egress rule",
    null: "`Ingress`, and `Egress` if there is at least one egress rule",
  },
  ingress: {
    schema: listOf(rule("from")),
    doc: "What may come in. A connection passes if any rule of any policy admits it.",
    empty: "nothing may come in (`[]`); one empty rule `[{}]` admits everything",
    missing: "this policy admits nothing in; it isolates if `policyTypes` says so",
    null: "this policy admits nothing in; it isolates if `policyTypes` says so",
  },
  egress: {
    schema: listOf(rule("to")),
    doc: "What may go out. A connection passes if any rule of any policy admits it.",
    empty: "nothing may go out if `policyTypes` lists `Egress`; alone it does not isolate",
    missing: "this policy admits nothing out; it isolates if `policyTypes` says so",
    null: "this policy admits nothing out; it isolates if `policyTypes` says so",
  },
});

export const NETWORK_POLICY: ObjectSchema = object(
  {
    ...OBJECT_FIELDS,
    spec: {
      schema: SPEC,
      doc: "What the policy applies to and what it allows.",
      empty: "every pod of the namespace is isolated for ingress, nothing is allowed in",
      missing: "every pod of the namespace is isolated for ingress, nothing is allowed in",
      null: "every pod of the namespace is isolated for ingress, nothing is allowed in",
    },
    status: { schema: ANY, doc: "Not used by NetworkPolicy." },
  },
  { checks: [hasName] },
);
