/** Runs policy tests against the clusters of a snapshot. */

import type { View } from "../../analysis/view.js";
import { difference, includes, intersection, isEmpty, NO_TRAFFIC, type Traffic, union } from "../../engine/traffic.js";
import type { Scope } from "../../model/scope.js";
import { quoted } from "../../base/quote.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endId, portsOf, reasonOf } from "../flows/flows.js";
import { placeAt } from "../places.js";
import type { Place } from "../types.js";
import { capital, trafficText } from "../words.js";
import { plainEnd } from "./test-words.js";
import { askedPairs, type AskedPair } from "./asked-pairs.js";
import type { Touched } from "./coverage.js";
import { doubtsAbout } from "./doubts.js";
import { endMatcher, endsMeant, type Meant } from "./ends-meant.js";
import {
  type Exception,
  type PolicyTest,
  TEST_FILE,
  type TestFailure,
  type TestInfo,
  type TestResult,
  type TestStatus,
} from "./policy-test.js";
import { readTests, trafficOfPorts } from "./read-tests.js";
import { type PathOf, whyOf } from "./why.js";

/** Of one test in one cluster. */
const MOST_FAILURES = 20;
/** Failures that are explained: the others often have the same reason. */
const MOST_REASONS = 3;
const MOST_NOTES = 5;

/** The tests of a workspace's files, in order of files and places. */
export function testsIn(snapshot: Snapshot): readonly TestInfo[] {
  return testFiles(snapshot).flatMap((file) => readTests(file).tests.map((it) => infoOf(file, it)));
}

/** What a run is given besides the tests. */
export interface RunOptions {
  /** Takes the policies and rules that the tests touch. */
  readonly touched: Touched;
  readonly pathOf: PathOf;
}

/** Runs those that are wanted. */
export function runTests(
  snapshot: Snapshot,
  wanted: (test: TestInfo) => boolean,
  options: RunOptions,
): readonly TestResult[] {
  return testFiles(snapshot).flatMap((file) =>
    readTests(file)
      .tests.filter((it) => wanted(infoOf(file, it)))
      .flatMap((it) => runTest(snapshot, file, it, options)),
  );
}

/** What is wrong with tests, which are left out then. */
export function testProblems(snapshot: Snapshot): readonly (Place & { readonly message: string })[] {
  return testFiles(snapshot).flatMap((file) =>
    readTests(file).problems.map(({ range, message }) => ({ ...placeAt(file, range), message })),
  );
}

function testFiles(snapshot: Snapshot): readonly FileState[] {
  return snapshot.sortedFiles.filter((it) => TEST_FILE.test(it.input.path));
}

function infoOf(file: FileState, { name, range }: PolicyTest): TestInfo {
  return { ...placeAt(file, range), name };
}

/**
 * One result for each cluster that the test is about. Where it names none these are the clusters that have its ends; a test
 * whose ends no cluster has is invalid.
 */
function runTest(snapshot: Snapshot, file: FileState, test: PolicyTest, options: RunOptions): readonly TestResult[] {
  const { scopes } = snapshot;
  const named = test.scopes === undefined ? scopes : scopes.filter((it) => test.scopes?.includes(it.name));
  const place = infoOf(file, test);
  const unknown = test.scopes?.filter((name) => !scopes.some((it) => it.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = scopes.map((it) => `\`${it.name}\``).join(", ");
    return [
      { ...place, ...invalid(`No cluster ${unknown.map(quoted).join(", ")} in this workspace; it has ${known}`) },
    ];
  }
  const runs = named.map((scope) => {
    const mark = scopes.length > 1 ? { scope: scope.name } : {};
    return { ...place, ...mark, ...runIn(snapshot, scope, test, options) };
  });
  if (test.scopes !== undefined) return runs;
  const ran = runs.filter((it, at) => it.status !== "invalid" || isAsked(snapshot, named[at], test));
  const [first] = runs;
  if (ran.length > 0 || first === undefined)
    return ran.length > 0 ? ran : [{ ...place, ...invalid("There are no manifests in this workspace") }];
  const { scope: _scope, ...nowhere } = first;
  return [scopes.length === 1 ? first : nowhere];
}

/** True where a cluster has something to ask about, though there is no answer: a Service that has another port there, for one. */
function isAsked(snapshot: Snapshot, scope: Scope | undefined, { verb, from, to, ports }: PolicyTest): boolean {
  if (scope === undefined) return false;
  const view = snapshot.view(scope);
  const [out, into] = [from, to].map((it) => endsMeant(view, it, verb === "deny"));
  if (out === undefined || into === undefined || isFault(out) || isFault(into)) return false;
  return typeof askedPairs(view, out, into, ports) === "string";
}

type Outcome = Omit<TestResult, "scope" | keyof TestInfo>;

function invalid(note: string): Outcome {
  return { status: "invalid", asked: 0, failures: [], moreFailures: 0, notes: [note] };
}

function runIn(snapshot: Snapshot, scope: Scope, test: PolicyTest, { touched, pathOf }: RunOptions): Outcome {
  const view = snapshot.view(scope);
  const isWide = test.verb === "deny";
  const from = endsMeant(view, test.from, isWide);
  const to = endsMeant(view, test.to, isWide);
  if (isFault(from)) return invalid(capital(from.fault));
  if (isFault(to)) return invalid(capital(to.fault));
  const pairs = askedPairs(view, from, to, test.ports);
  if (typeof pairs === "string") return invalid(pairs);
  const exceptions = test.except.map((it) => exceptionIn(view, it));
  const failures: TestFailure[] = [];
  const doubts = new Set<string>();
  let asked = 0;
  let more = 0;
  for (const pair of pairs) {
    const traffic = exceptions.reduce((left, it) => difference(left, it(pair)), pair.traffic);
    if (isEmpty(traffic)) continue;
    asked++;
    if (test.verb === "allow") touched.allowed(pair, traffic);
    else touched.denied(view, pair);
    const judged = judge(view, test, { ...pair, traffic });
    if (judged === undefined) continue;
    if (typeof judged === "string") doubts.add(judged);
    else if (failures.length === MOST_FAILURES) more++;
    else {
      const why = failures.length < MOST_REASONS ? whyOf(snapshot, scope, pair, judged, pathOf) : undefined;
      failures.push(failureOf(snapshot, pair, judged, why));
    }
  }
  if (asked === 0) {
    const isLeftOut = test.except.length > 0;
    return invalid(
      isLeftOut
        ? "The exceptions leave nothing to ask about"
        : "There is no pair of ends to ask about: a single pod is none",
    );
  }
  const notes = [...doubts].slice(0, MOST_NOTES);
  return { status: statusOf(failures, notes), asked, failures, moreFailures: more, notes };
}

function isFault(meant: Meant): meant is Extract<Meant, { fault: string }> {
  return meant !== "any" && "fault" in meant;
}

function statusOf(failures: readonly TestFailure[], doubts: readonly string[]): TestStatus {
  if (failures.length > 0) return "failed";
  return doubts.length > 0 ? "undecided" : "passed";
}

/** What is wrong with a pair. */
interface Judged {
  readonly traffic: Traffic;
  /** What becomes of it instead. */
  readonly is: "allowed" | "denied" | "conditional";
  /** Of what passes on a condition. */
  readonly when?: readonly string[];
}

/** Undefined where the pair is as it should be; a sentence where what is not seen decides. */
function judge(view: View, { verb, ports, onCondition }: PolicyTest, pair: AskedPair): Judged | string | undefined {
  const { reach, traffic } = pair;
  const allowed = intersection(reach.allowed, traffic);
  const conditional = reach.conditional.filter(
    (it) => !isEmpty(difference(intersection(it.traffic, traffic), allowed)),
  );
  const onlyIf = conditional.reduce((all, it) => union(all, intersection(it.traffic, traffic)), NO_TRAFFIC);
  const disputed = intersection(reach.ambiguous, traffic);
  const when = [...new Set(conditional.map((it) => it.when))];
  if (verb === "deny") {
    if (!isEmpty(allowed)) return doubtsAbout(view, pair, "allowed") ?? { traffic: allowed, is: "allowed" };
    if (conditional.length > 0)
      return doubtsAbout(view, pair, "allowed") ?? { traffic: onlyIf, is: "conditional", when };
    if (!isEmpty(disputed)) return disputeOf(pair);
    return doubtsAbout(view, pair, "denied");
  }
  const passing = onCondition ? union(allowed, onlyIf) : allowed;
  const isMet = ports.length === 0 ? !isEmpty(passing) : includes(passing, traffic);
  if (isMet) return doubtsAbout(view, pair, "allowed");
  const missing = ports.length === 0 ? traffic : difference(traffic, passing);
  const held = intersection(onlyIf, missing);
  if (!onCondition && !isEmpty(held))
    return doubtsAbout(view, pair, "denied") ?? { traffic: held, is: "conditional", when };
  if (!isEmpty(intersection(disputed, missing))) return disputeOf(pair);
  return doubtsAbout(view, pair, "denied") ?? { traffic: missing, is: "denied" };
}

function disputeOf({ from, to }: AskedPair): string {
  return `Policies of equal rank disagree about ${plainEnd(from)} → ${plainEnd(to)}`;
}

function failureOf(
  snapshot: Snapshot,
  { from, to, reach }: AskedPair,
  { traffic, is, when = [] }: Judged,
  why: readonly string[] | undefined,
): TestFailure {
  const ports = trafficText(traffic);
  const verdict = is === "conditional" ? `allowed only if ${when.join(" or ")}` : is;
  return {
    from: endId(from),
    to: endId(to),
    message: `${plainEnd(from)} → ${plainEnd(to)}: ${ports} ${verdict}`,
    ports: portsOf(traffic),
    because: is === "denied" ? [] : reach.because.flatMap((it) => reasonOf(snapshot, it)),
    ...(why === undefined ? {} : { why }),
  };
}

/** The traffic of a pair that the test does not speak of. */
function exceptionIn(view: View, { from, to, ports }: Exception): (pair: AskedPair) => Traffic {
  const [isFrom, isTo] = [endMatcher(view, from), endMatcher(view, to)];
  const traffic = trafficOfPorts(ports);
  return (pair) => (isFrom(pair.from) && isTo(pair.to) ? traffic : NO_TRAFFIC);
}
