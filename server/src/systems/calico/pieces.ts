/** Pieces of Calico's policies that fixes write. Peers are no lists, so nothing is added to them. */

import { portedProtocol } from "./formats.js";
import type { PieceWriter } from "../policy-writer.js";
import type { CalicoRule } from "./model.js";

export const PIECES: PieceWriter = {
  // A rule is about one protocol, and DNS needs two.
  dnsRule: () => undefined,
  blockPeer: () => undefined,
  portItem: (port, { key, written }, protocol) => {
    if (key !== "ports") return undefined;
    const own = (written as CalicoRule).protocol;
    const fits = own !== undefined && portedProtocol(own.value) === (protocol ?? portedProtocol(own.value));
    return fits ? port : undefined;
  },
  namespaceEntry: () => undefined,
};
