/** Fields of `toPorts` and `icmps` in Cilium policies (B.1.4, CV-14), with their readings (B.2.4). */

import {
  INTEGER,
  INTEGER_OR_STRING,
  listOf,
  mapOf,
  object,
  STRING,
  type Field,
  type ObjectSchema,
  type Schema,
} from "../../../schema/schema.js";

const PORT = object({
  port: {
    schema: STRING,
    doc: 'Port of the receiving pod, as a string: a number (`"80"`), the name of a container port, or `"0"` for every port of the protocol. Never the port of a Service.',
    missing: "refused, except for protocols without ports",
    null: "refused, except for protocols without ports",
  },
  endPort: {
    schema: INTEGER,
    doc: "Last port of a range that begins at `port`. Ignored beside a name and beside port `0`. Since Cilium 1.16.",
    since: { minor: 16, check: "CV-25" },
    missing: "`port` alone",
    null: "`port` alone",
  },
  protocol: {
    schema: STRING,
    doc: "`TCP`, `UDP`, `SCTP` or `ANY`, in upper case; newer versions know some protocols without ports. ICMP has its own key, `icmps`.",
    missing: "`ANY`: TCP, UDP and SCTP",
    null: "`ANY`: TCP, UDP and SCTP",
  },
});

const PORTS: Field = {
  schema: listOf(PORT),
  doc: "Ports of which any one suffices; at most 40.",
  empty: "this item of `toPorts` matches no traffic at all",
  missing: "this item of `toPorts` matches no traffic at all",
  null: "this item of `toPorts` matches no traffic at all",
};

/** A name or a pattern: the items of `toFQDNs` and of DNS rules. */
export const FQDN: ObjectSchema = object({
  matchName: { schema: STRING, doc: "One DNS name, exactly; upper and lower case are the same." },
  matchPattern: {
    schema: STRING,
    doc: "A DNS name with wildcards. `*` stands for characters inside one label, so `*.example.com` covers neither `example.com` nor `a.b.example.com`. A leading `**.` covers several labels since Cilium 1.19.",
  },
});

const SECRET = object({
  name: { schema: STRING, doc: "Name of the Kubernetes Secret.", required: true },
  namespace: { schema: STRING, doc: "Namespace of the Secret.", missing: "the namespace of the policy" },
});

const HEADER_MATCH = object({
  name: { schema: STRING, doc: "Name of the header.", required: true },
  value: {
    schema: STRING,
    doc: "The value that the header must have, character by character.",
    missing: "the header must be there, whatever its value, unless `secret` is given",
  },
  secret: { schema: SECRET, doc: "Secret that holds the value, so that it does not stand in the policy." },
  mismatch: {
    schema: STRING,
    doc: "What happens to a request that does not match: `LOG`, `ADD`, `DELETE` or `REPLACE` let it through and log or rewrite it.",
    missing: "such a request is refused",
    null: "such a request is refused",
  },
});

const HTTP_RULE = object({
  method: {
    schema: STRING,
    doc: "RE2 expression that the whole request method has to match: `GET`, `GET|HEAD`.",
    empty: "every method",
    missing: "every method",
  },
  path: {
    schema: STRING,
    doc: "RE2 expression that the whole path has to match, query string included: `/api` does not admit `/api/x` nor `/api?x=1`.",
    empty: "every path",
    missing: "every path",
  },
  host: {
    schema: STRING,
    doc: "RE2 expression that the whole `Host` header has to match; a dot stands for any character, and a port that the client sends counts.",
    empty: "every host",
    missing: "every host",
  },
  headers: {
    schema: listOf(STRING),
    doc: "Headers that must all be there: `Name: value`, compared exactly. Without a space the whole text is the name of a header.",
  },
  headerMatches: {
    schema: listOf(HEADER_MATCH),
    doc: "Headers that must match, with a choice of what happens when they do not.",
  },
});

const KAFKA_RULE = object({
  role: { schema: STRING, doc: "`produce` or `consume`: a group of API keys." },
  apiKey: { schema: STRING, doc: "One API key of the Kafka protocol, such as `fetch`." },
  apiVersion: { schema: STRING, doc: "Version of the API, as a number in a string.", missing: "every version" },
  clientID: { schema: STRING, doc: "Client that sends the request.", missing: "every client" },
  topic: { schema: STRING, doc: "Topic the request is about; at most 255 characters.", missing: "every topic" },
});

const L7_RULES = object({
  http: {
    schema: listOf(HTTP_RULE),
    doc: "HTTP requests that are admitted; any one of the items suffices, the others are answered with 403. Every port of the item must say `protocol: TCP`.",
    empty: "no condition on requests",
  },
  dns: {
    schema: listOf(FQDN),
    doc: "DNS names that may be asked for; egress only. Answers that pass here are what `toFQDNs` learns addresses from.",
    empty: "no condition on names",
  },
  kafka: {
    schema: listOf(KAFKA_RULE),
    doc: "Kafka requests that are admitted. Removed in Cilium 1.20.",
    gone: { minor: 20, check: "CP-52" },
  },
  l7proto: {
    schema: STRING,
    doc: "Name of another protocol parser. Removed in Cilium 1.20.",
    gone: { minor: 20, check: "CP-52" },
  },
  l7: {
    schema: listOf(mapOf(STRING)),
    doc: "Key-value rules for the parser of `l7proto`. Removed in Cilium 1.20.",
    gone: { minor: 20, check: "CP-52" },
  },
});

const TLS = object({
  secret: { schema: SECRET, doc: "Secret with the certificate, the key or the trusted authority.", required: true },
  certificate: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.crt`" },
  privateKey: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.key`" },
  trustedCA: { schema: STRING, doc: "Key inside the Secret.", missing: "`ca.crt`" },
});

const LISTENER = object({
  envoyConfig: {
    schema: object({
      kind: { schema: STRING, doc: "`CiliumEnvoyConfig` or `CiliumClusterwideEnvoyConfig`." },
      name: { schema: STRING, doc: "Name of that object.", required: true },
    }),
    doc: "The object that defines the listener.",
    required: true,
  },
  name: { schema: STRING, doc: "Name of the listener inside the object.", required: true },
  priority: {
    schema: INTEGER,
    doc: "1 to 100: which of several listeners for a port wins; lower numbers first. Since Cilium 1.16.",
    since: { minor: 16, check: "CV-34" },
  },
});

function toPortsOf(fields: Readonly<Record<string, Field>>, action: string): Field {
  return {
    schema: listOf(object({ ports: PORTS, ...fields })),
    doc: `Ports and protocols to which this item is limited, at the receiving end; any one of the items suffices. ${action}`,
    empty: "every port and protocol of the peers, ICMP included",
    missing: "every port and protocol of the peers, ICMP included",
    null: "every port and protocol of the peers, ICMP included",
  };
}

export const TO_PORTS: Field = toPortsOf(
  {
    rules: {
      schema: L7_RULES,
      doc: "What is admitted on these ports, by the contents of the traffic: exactly one of `http` and `dns`.",
      empty: "refused",
      missing: "no condition on the contents",
      null: "no condition on the contents",
    },
    serverNames: {
      schema: listOf(STRING),
      doc: "Names of servers (TLS SNI) that are admitted; traffic to these ports must then be TLS.",
      missing: "no condition on TLS",
      null: "no condition on TLS",
    },
    terminatingTLS: { schema: TLS, doc: "How the proxy ends the client's TLS, so that it can read the contents." },
    originatingTLS: { schema: TLS, doc: "How the proxy begins TLS to the server." },
    listener: { schema: LISTENER, doc: "A listener of your own that traffic to these ports is sent to; egress only." },
  },
  "Alone, without a key for peers, it means any peer.",
);

/** Deny items know ports only: nothing deeper can be denied (CV-3). */
export const DENY_TO_PORTS: Field = toPortsOf({}, "Alone, without a key for peers, it means any peer.");

const ICMP_FIELD: Schema = object({
  family: { schema: STRING, doc: "`IPv4` or `IPv6`.", missing: "`IPv4`", null: "`IPv4`" },
  type: {
    schema: INTEGER_OR_STRING,
    doc: "Type of the message: 0 to 255, or its name, such as `EchoRequest`.",
    required: true,
  },
});

export const ICMPS: Field = {
  schema: listOf(
    object({
      fields: { schema: listOf(ICMP_FIELD), doc: "Messages of which any one suffices; at most 40." },
    }),
  ),
  doc: "ICMP messages to which this item is limited. Not together with `toPorts` in one item.",
};
