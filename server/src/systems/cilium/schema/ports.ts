/** Fields of `toPorts` and `icmps` in Cilium policies (B.1.4, CV-14), with their readings (B.2.4). */

import { quoted } from "../../../base/quote.js";
import { type Constraint, type Count, formatted, sinceMinor } from "../../../schema/constraint.js";
import {
  type Field,
  type Fields,
  integer,
  integerOrString,
  listOf,
  object,
  type ObjectRules,
  string,
} from "../../../schema/schema.js";
import { icmpTypeIsOfFamily } from "../check/icmp.js";
import { rulesFitPorts, rulesFitTls } from "../check/l7.js";
import { portFitsProtocol } from "../check/ports.js";
import { PORT_TEXT } from "./formats.js";
import { deeperFields, type Place } from "./l7.js";
import { CILIUM_PROTOCOLS, FAMILIES } from "./values.js";

const NO_PORT: Constraint = { about: "port text", check: "CV-22", refusedBy: "agent" };
const SURPRISE: Constraint = { about: "port text", check: "CV-22", refusedBy: "nobody" };

const PORT = object(
  {
    port: {
      schema: string({
        format: formatted(PORT_TEXT, {
          pattern: { ...NO_PORT, check: "CV-23", refusedBy: "api-server" },
          range: NO_PORT,
          list: NO_PORT,
          number: NO_PORT,
          name: { ...NO_PORT, check: "CV-23" },
          octal: SURPRISE,
          hexadecimal: { ...SURPRISE, check: "CV-23" },
        }),
      }),
      doc: 'Port of the receiving pod, as a string: a number (`"80"`), the name of a container port, or `"0"` for every port of the protocol. Never the port of a Service.',
      missing: "refused, except for protocols without ports",
      null: "refused, except for protocols without ports",
    },
    endPort: {
      schema: integer({
        from: 0,
        to: 65535,
        about: "port text",
        check: "CV-25",
        refusedBy: "api-server",
        says: (text) => `${quoted(text, 16)} lies outside the ports 0 to 65535`,
      }),
      doc: "Last port of a range that begins at `port`. Ignored beside a name and beside port `0`. Since Cilium 1.16.",
      since: { minor: 16, check: "CV-25" },
      missing: "`port` alone",
      null: "`port` alone",
    },
    protocol: {
      schema: string({ values: CILIUM_PROTOCOLS }),
      doc: "`TCP`, `UDP`, `SCTP` or `ANY`, in upper case; newer versions know some protocols without ports. ICMP has its own key, `icmps`.",
      missing: "`ANY`: TCP, UDP and SCTP",
      null: "`ANY`: TCP, UDP and SCTP",
    },
  },
  { checks: [portFitsProtocol] },
);

/** CV-20. The schema counts in allow items only, and since 1.16. */
function portsOf(deny: boolean): Field {
  const most: Count = {
    count: 40,
    about: "port text",
    check: "CV-20",
    refusedBy: deny ? "agent" : sinceMinor(16, "api-server", "agent"),
    says: () => "One item has more than 40 ports",
  };
  return {
    schema: listOf(PORT, { most }),
    doc: "Ports of which any one suffices; at most 40.",
    empty: "this item of `toPorts` matches no traffic at all",
    missing: "this item of `toPorts` matches no traffic at all",
    null: "this item of `toPorts` matches no traffic at all",
  };
}

function toPortsOf(fields: Fields, rules: ObjectRules): Field {
  return {
    schema: listOf(object(fields, rules)),
    doc: "Ports and protocols to which this item is limited, at the receiving end; any one of the items suffices. Alone, without a key for peers, it means any peer.",
    empty: "every port and protocol of the peers, ICMP included",
    missing: "every port and protocol of the peers, ICMP included",
    null: "every port and protocol of the peers, ICMP included",
  };
}

export function toPorts(place: Place): Field {
  const fields = { ports: portsOf(false), ...deeperFields(place) };
  return toPortsOf(fields, { checks: [rulesFitPorts(place.direction), rulesFitTls(place.direction)] });
}

const DEEPER = Object.keys(deeperFields({ direction: "egress", clusterwide: true }));

/** Deny items know ports only: nothing deeper can be denied (CV-3). */
export const DENY_TO_PORTS: Field = toPortsOf(
  { ports: portsOf(true) },
  {
    elsewhere: {
      fields: DEEPER,
      about: "deny rule",
      check: "CV-3",
      says: (field) => `${quoted(field)} does not work in a deny rule, which denies the whole port`,
    },
  },
);

const ICMP_FIELD = object(
  {
    family: { schema: string({ values: FAMILIES }), doc: "`IPv4` or `IPv6`.", missing: "`IPv4`", null: "`IPv4`" },
    type: {
      schema: integerOrString({
        // Since 1.16 the schema's pattern looks at strings only: a number beyond a byte is accepted and matches nothing.
        range: {
          from: 0,
          to: 255,
          about: "ICMP type",
          check: "CV-14",
          refusedBy: sinceMinor(16, "nobody", "api-server"),
          says: (text) => `ICMP types go from 0 to 255, and ${quoted(text, 16)} matches nothing`,
        },
      }),
      doc: "Type of the message: 0 to 255, or its name, such as `EchoRequest`.",
      required: true,
    },
  },
  { checks: [icmpTypeIsOfFamily] },
);

const MOST_TYPES: Count = {
  count: 40,
  about: "ICMP type",
  check: "CV-14",
  refusedBy: sinceMinor(16, "api-server", "agent"),
  says: () => "One list of ICMP types has more than 40 items",
};

export const ICMPS: Field = {
  schema: listOf(
    object({
      fields: {
        schema: listOf(ICMP_FIELD, { most: MOST_TYPES }),
        doc: "Messages of which any one suffices; at most 40.",
      },
    }),
  ),
  doc: "ICMP messages to which this item is limited. Not together with `toPorts` in one item.",
};
