/** The protocols with ports as values of a schema, for every system whose policies name them. */

import { PROTOCOLS, type Protocol } from "../engine/traffic.js";
import type { Value } from "../schema/constraint.js";

const MEANS: Readonly<Record<Protocol, string>> = {
  TCP: "connections: HTTP, TLS, databases",
  UDP: "datagrams: DNS, QUIC, NTP",
  SCTP: "associations, as telephone networks use them",
};

export const PORT_PROTOCOLS: readonly Value[] = PROTOCOLS.map((value) => ({ value, means: MEANS[value] }));
