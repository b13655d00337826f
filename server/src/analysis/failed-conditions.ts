/** What kept a rule from matching a connection, condition by condition, each at the words of the policy that set it. */

import type { Site, Sourced } from "../base/source.js";
import type { BlockPeer, IcmpReading, NamePeer, PeerReading, PortReading } from "../model/reading.js";
import type { Requirement } from "../model/selector.js";

/** @property at The words of the policy that set the condition. */
export type FailedCondition = { readonly at: Site } & Failure;

type Failure =
  /** A label asked of the pod that the policy is to select, of the pod at the other end, or of that pod's namespace. */
  | {
      readonly type: "subject-label" | "peer-label";
      readonly requirement: Requirement;
      readonly found: string | undefined;
      /** True where the policy's system leaves such labels out, so that no pod ever has one. */
      readonly isDropped: boolean;
    }
  | {
      readonly type: "namespace-label";
      readonly requirement: Requirement;
      readonly namespace: string;
      readonly found: string | undefined;
      /** False where no manifest declares the namespace: its name is then all that is known of it. */
      readonly isDeclared: boolean;
    }
  /** The pod is in another namespace than those that are written, or than the policy's own where none is. */
  | {
      readonly type: "namespace";
      readonly asked: readonly string[];
      readonly found: string;
      readonly requirement?: Requirement;
    }
  /** A service account, a cluster, an identity that the system knows by a word. */
  | { readonly type: "identity"; readonly requirement: Requirement }
  /** The pod at the other end is on its host's network, where selectors do not match it (KS-15, CS-4). */
  | { readonly type: "host-network" }
  /** The rule names ends of another kind: pods where the end is an address, names where it is a pod. */
  | { readonly type: "other-kind"; readonly peer: PeerReading["type"] }
  /** An address block, and an end that is a pod or a node, which it does not match here (KS-9, CS-20). */
  | { readonly type: "pod-by-address"; readonly block: BlockPeer }
  | { readonly type: "outside-block"; readonly block: BlockPeer }
  /** The block has the address, but it is one of a Service, and policies see the pod that stands behind it (KS-24). */
  | { readonly type: "service-address"; readonly block: BlockPeer; readonly service: string | undefined }
  | { readonly type: "exception"; readonly block: BlockPeer; readonly except: Sourced<string> }
  | { readonly type: "other-name"; readonly peer: NamePeer }
  /** The rule names the DNS name, and no rule has the pod's look-ups of it inspected (CS-24). */
  | { readonly type: "unseen-look-ups"; readonly peer: NamePeer }
  | { readonly type: "other-entity"; readonly name: string }
  /** The rule refers to an object that no manifest has. */
  | { readonly type: "missing-object"; readonly what: "service" | "group"; readonly name: string | undefined }
  | { readonly type: "port"; readonly allowed: readonly PortReading[] }
  /** The rule has the port, if any, for other protocols; none are listed where it is about ICMP alone. */
  | { readonly type: "protocol"; readonly allowed: readonly PortReading[] }
  /** A rule about ICMP names other messages. */
  | { readonly type: "icmp-type"; readonly allowed: readonly IcmpReading[] }
  /** Pods of the cluster give the name of the port several numbers, so that it stands for none (CS-31). */
  | { readonly type: "disputed-port"; readonly name: string; readonly numbers: readonly number[] }
  /** No container of the destination has a port of this name. */
  | { readonly type: "unnamed-port"; readonly name: string };
