/**
 * Fields of a StagedKubernetesNetworkPolicy: a NetworkPolicy that is only tried. Its CRD holds types alone, and nothing but
 * `stagedAction` is validated (libcalico-go/lib/validator/v3); what is wrong otherwise is refused once it becomes a NetworkPolicy.
 */

import { labelSelector, selectorRules } from "../../schema/common.js";
import { LABEL_KEY } from "../../schema/formats/labels.js";
import {
  type Field,
  INTEGER,
  integerOrString,
  listOf,
  object,
  type ObjectSchema,
  STRING,
} from "../../schema/schema.js";
import type { ObjectCheck } from "../../schema/object-check.js";
import type { Gates } from "./gates.js";

const SELECTOR = labelSelector(selectorRules(LABEL_KEY, "nobody"));

const PEER = object({
  podSelector: { schema: SELECTOR, doc: "Pods by their labels.", empty: "every pod in those namespaces" },
  namespaceSelector: {
    schema: SELECTOR,
    doc: "Namespaces by their labels.",
    empty: "every namespace",
    missing: "the policy's own namespace",
  },
  ipBlock: {
    schema: object({
      cidr: { schema: STRING, doc: "CIDR block such as `10.0.0.0/8`.", required: true },
      except: { schema: listOf(STRING), doc: "CIDR blocks inside `cidr` that this peer leaves out." },
    }),
    doc: "Addresses. Cannot be combined with selectors in one item.",
  },
});

const PORT = object({
  protocol: {
    schema: STRING,
    doc: "`TCP`, `UDP` or `SCTP`.",
    missing: "`TCP`",
    null: "`TCP`",
  },
  port: {
    schema: integerOrString({}),
    doc: "Port of the destination pod, by number or by the name of a container port.",
    missing: "all ports of the protocol",
    null: "all ports of the protocol",
  },
  endPort: { schema: INTEGER, doc: "Last port of a range that starts at `port`.", missing: "only `port`" },
});

function rules(direction: "ingress" | "egress"): Field {
  const side = direction === "ingress" ? "from" : "to";
  const others = direction === "ingress" ? "sources" : "destinations";
  const all = `all ${others}, inside and outside the cluster`;
  const rule = object({
    [side]: { schema: listOf(PEER), doc: `The ${others} that would be allowed.`, empty: all, missing: all, null: all },
    ports: { schema: listOf(PORT), doc: "The ports that would be allowed.", missing: "all ports of all protocols" },
  });
  return { schema: listOf(rule), doc: `What would be allowed as ${direction}.` };
}

/** @param stagedAction As the other staged kinds have it. */
export function stagedKubernetesSpec(
  stagedAction: Field,
  { crd }: Gates,
  checks: readonly ObjectCheck[],
): ObjectSchema {
  const types = { about: "policy types", check: "GV-23", refusedBy: crd } as const;
  return object(
    {
      podSelector: {
        schema: SELECTOR,
        doc: "The pods that the policy would select, in its own namespace.",
        empty: "every pod in the namespace",
        missing: "every pod in the namespace",
      },
      policyTypes: {
        schema: listOf(STRING, {
          least: {
            ...types,
            count: 1,
            says: () => "`policyTypes` must have at least one item; without it the default applies",
          },
          most: { ...types, count: 2, says: () => "`policyTypes` must have at most 2 items" },
        }),
        doc: "The directions in which the pods would be isolated: `Ingress`, `Egress`.",
        missing: "`Ingress`, and `Egress` if there is at least one egress rule",
      },
      ingress: rules("ingress"),
      egress: rules("egress"),
      stagedAction,
    },
    { checks },
  );
}
