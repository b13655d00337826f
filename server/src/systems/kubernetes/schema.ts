/** Fields of a NetworkPolicy (networking.k8s.io/v1), with their readings (A.1.1, A.1.5 of the specification). */

import { LABEL_SELECTOR, OBJECT_FIELDS } from "../../schema/common.js";
import {
  ANY,
  FILLED_STRING,
  INTEGER,
  INTEGER_OR_STRING,
  listOf,
  object,
  STRING,
  type Field,
  type ObjectSchema,
} from "../../schema/schema.js";

const IP_BLOCK = object({
  cidr: {
    schema: STRING,
    doc: "Address range such as `10.0.0.0/8`. Meant for addresses outside the cluster.",
    required: true,
  },
  except: {
    schema: listOf(FILLED_STRING),
    doc: "Ranges inside `cidr` that this peer leaves out. Another rule may still admit them: nothing here denies.",
  },
});

const PEER = object({
  podSelector: {
    schema: LABEL_SELECTOR,
    doc: "Pods by their labels. Alone: in the policy's own namespace. Beside `namespaceSelector` in the same item: in those namespaces.",
    empty: "every pod of the namespaces meant",
    null: "as if it were not there",
  },
  namespaceSelector: {
    schema: LABEL_SELECTOR,
    doc: "Namespaces by their labels. Alone: all their pods. Every namespace carries `kubernetes.io/metadata.name`.",
    empty: "every namespace",
    null: "as if it were not there: with a `podSelector` beside it only the policy's own namespace",
  },
  ipBlock: { schema: IP_BLOCK, doc: "Addresses. Stands alone in its item." },
});

const PORT = object({
  protocol: { schema: STRING, doc: "`TCP`, `UDP` or `SCTP`.", missing: "`TCP`", null: "`TCP`" },
  port: {
    schema: INTEGER_OR_STRING,
    doc: "Port of the destination pod's container, by number or name; never the port of a Service.",
    missing: "every port of the protocol",
    null: "every port of the protocol",
  },
  endPort: { schema: INTEGER, doc: "Last port of a range that begins at `port`.", missing: "`port` alone" },
});

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

const SPEC = object({
  podSelector: {
    schema: LABEL_SELECTOR,
    doc: "The subject: pods of the policy's namespace that it applies to.",
    empty: "every pod of the namespace",
    missing: "every pod of the namespace",
    null: "every pod of the namespace",
  },
  policyTypes: {
    schema: listOf(FILLED_STRING),
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

export const NETWORK_POLICY: ObjectSchema = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: SPEC,
    doc: "What the policy applies to and what it allows.",
    empty: "every pod of the namespace is isolated for ingress, nothing is allowed in",
    missing: "every pod of the namespace is isolated for ingress, nothing is allowed in",
    null: "every pod of the namespace is isolated for ingress, nothing is allowed in",
  },
  status: { schema: ANY, doc: "Not used by NetworkPolicy." },
});
