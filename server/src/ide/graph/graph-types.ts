/** The flow graph of one scope as plain data: the overview of its namespaces, and one namespace unfolded. */

import type { Direction } from "../../model/direction.js";
import type { Flow } from "../flows/flows.js";
import type { Place } from "../types.js";

export interface FlowGraph {
  readonly scope: string;
  readonly overview: Overview;
  /** Undefined where no namespace was asked for, or the scope has no such namespace. */
  readonly unfolded?: NamespaceGraph;
}

/** What passes between namespaces, and to and from outside the cluster. */
export interface Overview {
  /** Namespaces by name, then the two groups of ends that are in none. */
  readonly groups: readonly Group[];
  /** Pairs of groups between which something passes, or is half-open. */
  readonly flows: readonly GroupFlow[];
  /** Namespaces that have policies, and whose workloads are not in this workspace: nothing is known of their flows. */
  readonly bare: readonly string[];
}

export interface Group {
  /** `ns:NAME`; `entities` for nodes, the API server and the like; `outside` for addresses and domain names. */
  readonly id: string;
  readonly name: string;
  /** For a namespace: its workloads, and how many of them are isolated. */
  readonly workloads: number;
  readonly isolated: { readonly ingress: number; readonly egress: number };
  /** Names of the ends of a group that is no namespace. */
  readonly ends: readonly string[];
}

/** What passes, as `flows` lists it. */
export type GraphTraffic = Pick<Flow, "allowed" | "conditional" | "ambiguous">;

export interface GroupFlow extends GraphTraffic {
  readonly from: string;
  readonly to: string;
  /** Pairs of ends between which some of it passes, of all pairs that there are. */
  readonly pairs: number;
  readonly of: number;
  /** Pairs of which one side's rules allow the traffic and the other side denies it. */
  readonly halfOpen: number;
}

/** The workloads of a namespace, and the ends beyond it that they may reach or be reached by. */
export interface NamespaceGraph {
  readonly namespace: string;
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
  /** Workloads, where they are more than a picture can show; both lists are empty then. */
  readonly tooMany?: number;
}

export interface Vertex {
  readonly id: string;
  /** `workloads` of the namespace; what is `beyond` it: other namespaces, and ends outside of all namespaces. */
  readonly kind: "workloads" | "beyond";
  /** Ends beyond the namespace are on the side where they are: sources or destinations. */
  readonly side: "source" | "own" | "destination";
  /** Names of what it stands for, which fare alike; for workloads see `members`. */
  readonly names: readonly string[];
  /** Of `kind` workloads. */
  readonly members: readonly Member[];
  /** Of `kind` beyond: how many of the names are namespaces, and how many are not. */
  readonly counts?: { readonly namespaces: number; readonly outside: number };
  /** True where a policy selects the workloads and restricts the direction. Of `kind` workloads. */
  readonly isolated?: { readonly ingress: boolean; readonly egress: boolean };
  /** True where a policy selects some of the workloads, whether or not it restricts them. Of `kind` workloads. */
  readonly selected?: boolean;
  /** Nothing applies to workloads that use the host network. */
  readonly hostNetwork?: true;
}

/** One workload, with the policies that select it. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly place?: Place;
  readonly policies: readonly GraphPolicy[];
}

export interface GraphPolicy {
  /** `namespace/Kind/name`. */
  readonly id: string;
  readonly name: string;
  /** The directions that it restricts; none for a policy that only adds rules. */
  readonly restricts: readonly Direction[];
  readonly place?: Place;
}

/**
 * `allowed`: something passes without condition. `conditional`: only under a condition. `ambiguous`: policies of equal rank
 * disagree. `half-open`: a rule of one side allows it, and the other side denies it.
 */
export type EdgeState = "allowed" | "conditional" | "ambiguous" | "half-open";

export interface Edge extends GraphTraffic {
  readonly from: string;
  readonly to: string;
  readonly state: EdgeState;
  /** False where it holds for some pairs of the ends only, or not the same for all. */
  readonly forAll: boolean;
  /** The rules that allow it. None: no policy restricts either side. */
  readonly because: readonly GraphReason[];
  /** Of a half-open edge: the policies of the other side, which deny it. */
  readonly deniedBy: readonly GraphReason[];
}

export interface GraphReason {
  readonly direction: Direction;
  /** `namespace/Kind/name`. */
  readonly policy: string;
  readonly place: Place;
}
