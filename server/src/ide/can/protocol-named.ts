/** Reads the name of a protocol in a question. */

import { PROTOCOLS } from "../../engine/traffic.js";
import type { Question } from "./answer.js";

const NAMES = [...PROTOCOLS, "ICMP", "ICMPv6"] as const;

/** In any case of letters; undefined where it is none. */
export function protocolNamed(text: string): Question["protocol"] | undefined {
  return NAMES.find((it) => it.toUpperCase() === text.toUpperCase());
}
