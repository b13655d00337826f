/** Policy tests as they are written in `*.netpol-test.yaml`, and what running them comes to: plain data. */

import type { TextRange } from "../../base/source.js";
import type { Traffic } from "../../engine/traffic.js";
import type { FlowReason, Ports } from "../flows/flows.js";
import type { Place } from "../types.js";

export const TEST_FILE = /\.netpol-test\.ya?ml$/;

/** Which ends of connections are meant. */
export type EndPattern = { readonly range: TextRange } & (
  | { readonly is: "any" }
  /** As `can` takes it: `shop/web`, `world`, an address, … */
  | { readonly is: "end"; readonly text: string }
  /** Pods that are in one of the namespaces, and have the labels. */
  | { readonly is: "pods"; readonly namespaces: readonly string[]; readonly labels: ReadonlyMap<string, string> }
);

/** A port, several in a row, or all of a protocol, as it is written. */
export interface PortPattern {
  readonly text: string;
  readonly traffic: Traffic;
}

/** Connections that a test does not speak of. */
export interface Exception {
  readonly from: readonly EndPattern[] | undefined;
  readonly to: readonly EndPattern[] | undefined;
  readonly ports: readonly PortPattern[];
}

export interface PolicyTest {
  readonly name: string;
  /** Of its name, or of its verb where it has none. */
  readonly range: TextRange;
  /** `allow`: each of the ports passes, or any where none is named. `deny`: none of them does. */
  readonly verb: "allow" | "deny";
  readonly from: readonly EndPattern[];
  readonly to: readonly EndPattern[];
  readonly ports: readonly PortPattern[];
  readonly except: readonly Exception[];
  /** True where what passes on a condition counts as allowed; else it is neither allowed nor denied. */
  readonly onCondition: boolean;
  /** Names of the clusters that it is about; undefined: those that have its ends. */
  readonly scopes: readonly string[] | undefined;
}

/** `undecided`: what netpol does not see decides. `invalid`: the test says nothing here. */
export type TestStatus = "passed" | "failed" | "undecided" | "invalid";

/** A connection that is not as the test wants it. */
export interface TestFailure {
  readonly from: string;
  readonly to: string;
  /** One line. */
  readonly message: string;
  /** Of the ports that are not as they should be. */
  readonly ports: Ports;
  /** The rules that allow them; empty for what is denied. */
  readonly because: readonly FlowReason[];
  /** The answer to the question `can`, line by line; left out where it was not asked. */
  readonly why?: readonly string[];
}

/** A test and where it is written: at its name, or at its verb. */
export interface TestInfo extends Place {
  readonly name: string;
}

export interface TestResult extends TestInfo {
  /** The cluster; left out where the workspace has one, and of a test that is in none. */
  readonly scope?: string;
  readonly status: TestStatus;
  /** Pairs of ends that were asked about. */
  readonly asked: number;
  readonly failures: readonly TestFailure[];
  /** More of them than are listed. */
  readonly moreFailures: number;
  /** Why it is undecided or invalid, and what else is to be known, each a sentence. */
  readonly notes: readonly string[];
}
