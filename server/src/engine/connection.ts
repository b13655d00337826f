/** One connection: a protocol and a port between two ends, seen from the ends that policies manage. */

import type { Direction } from "../model/direction.js";
import type { ConnectionVerdict } from "./answers.js";
import type { Passing } from "./outcome.js";
import type { Profile } from "./profile.js";
import type { Target } from "./reach.js";
import { hasPort, type Protocol } from "./traffic.js";

export interface Connection {
  readonly protocol: Protocol;
  readonly port: number;
}

/** An end with policies, and the peer at its other end. */
export interface Side {
  readonly direction: Direction;
  readonly profile: Profile;
  readonly peer: Target;
}

export function verdictOf(passing: Passing, { protocol, port }: Connection): ConnectionVerdict {
  if (hasPort(passing.allowed, protocol, port)) return "allowed";
  if (passing.conditional.some((it) => hasPort(it.traffic, protocol, port))) return "conditional";
  return hasPort(passing.ambiguous, protocol, port) ? "ambiguous" : "denied";
}

/** Weakest first: of several ends or stages the one that comes first here has the say. */
const WEAKEST = ["denied", "ambiguous", "conditional", "allowed"] as const;

/** The verdict where each end has one; without any end that policies manage everything is allowed. */
export function verdictOfAll(verdicts: readonly ConnectionVerdict[]): ConnectionVerdict {
  return WEAKEST.find((it) => verdicts.includes(it)) ?? "allowed";
}
