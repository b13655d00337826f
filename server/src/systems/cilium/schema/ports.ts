/** Fields of `toPorts` and `icmps` in Cilium policies (B.1.4, CV-14), with what they mean (B.2.4). */

import { quoted } from "../../../base/quote.js";
import { type Constraint, type Count, formatted, sinceRelease } from "../../../schema/constraint.js";
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
      doc: 'Port of the destination pod, as a string: a number (`"80"`), the name of a container port, or `"0"` for all ports of the protocol. Never the port of a Service.',
      missing: "rejected, except for protocols without ports",
      null: "rejected, except for protocols without ports",
    },
    endPort: {
      schema: integer({
        from: 0,
        to: 65535,
        about: "port text",
        check: "CV-25",
        refusedBy: "api-server",
        says: (text) => `${quoted(text)} is not a valid port (0 to 65535)`,
      }),
      doc: "Last port of a range that starts at `port`. Ignored next to a port name or port `0`. Since Cilium 1.16.",
      since: { release: 16, check: "CV-25" },
      missing: "only `port`",
      null: "only `port`",
    },
    protocol: {
      schema: string({ values: CILIUM_PROTOCOLS }),
      doc: "`TCP`, `UDP`, `SCTP` or `ANY`, in uppercase. Newer versions support some protocols without ports. ICMP has its own key, `icmps`.",
      missing: "`ANY`: TCP, UDP and SCTP",
      null: "`ANY`: TCP, UDP and SCTP",
    },
  },
  { checks: [portFitsProtocol] },
);

/** CV-20. The schema limits only allow items, since 1.16. */
function portsOf(deny: boolean): Field {
  const most: Count = {
    count: 40,
    about: "port text",
    check: "CV-20",
    refusedBy: deny ? "agent" : sinceRelease(16, "api-server", "agent"),
    says: () => "`ports` must have at most 40 items",
  };
  return {
    schema: listOf(PORT, { most }),
    doc: "Ports, any of which matches; at most 40.",
    empty: "this item of `toPorts` matches no traffic",
    missing: "this item of `toPorts` matches no traffic",
    null: "this item of `toPorts` matches no traffic",
  };
}

function toPortsOf(fields: Fields, rules: ObjectRules): Field {
  return {
    schema: listOf(object(fields, rules)),
    doc: "Destination ports and protocols, any of which matches. Without a key for peers, the item matches any peer.",
    empty: "all ports and protocols, including ICMP",
    missing: "all ports and protocols, including ICMP",
    null: "all ports and protocols, including ICMP",
  };
}

export function toPorts(place: Place): Field {
  const fields = { ports: portsOf(false), ...deeperFields(place) };
  return toPortsOf(fields, { checks: [rulesFitPorts(place.direction), rulesFitTls(place.direction)] });
}

const DEEPER = Object.keys(deeperFields({ direction: "egress", clusterwide: true }));

/** Deny items only support ports (CV-3). */
export const DENY_TO_PORTS: Field = toPortsOf(
  { ports: portsOf(true) },
  {
    elsewhere: {
      fields: DEEPER,
      about: "deny rule",
      check: "CV-3",
      says: (field) => `${quoted(field)} is not allowed in a deny rule, which denies the whole port`,
    },
  },
);

const ICMP_FIELD = object(
  {
    family: { schema: string({ values: FAMILIES }), doc: "`IPv4` or `IPv6`.", missing: "`IPv4`", null: "`IPv4`" },
    type: {
      schema: integerOrString({
        // Since 1.16 the schema's pattern only checks strings: a number over 255 is accepted and matches nothing.
        range: {
          from: 0,
          to: 255,
          about: "ICMP type",
          check: "CV-14",
          refusedBy: sinceRelease(16, "nobody", "api-server"),
          says: (text) => `${quoted(text)} is not an ICMP type from 0 to 255, so it matches nothing`,
        },
      }),
      doc: "ICMP type: 0 to 255, or a name such as `EchoRequest`.",
      required: true,
    },
  },
  { checks: [icmpTypeIsOfFamily] },
);

const MOST_TYPES: Count = {
  count: 40,
  about: "ICMP type",
  check: "CV-14",
  refusedBy: sinceRelease(16, "api-server", "agent"),
  says: () => "`fields` must have at most 40 items",
};

export const ICMPS: Field = {
  schema: listOf(
    object({
      fields: {
        schema: listOf(ICMP_FIELD, { most: MOST_TYPES }),
        doc: "ICMP messages, any of which matches; at most 40.",
      },
    }),
  ),
  doc: "ICMP messages that this item matches. Cannot be combined with `toPorts` in one item.",
};
