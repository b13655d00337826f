// Breaks of the code that some test should notice: one a line of what it breaks, for scripts/mutate.mjs. Each replaces a text
// that its file holds once (test/mutants.test.ts); whoever moves the code moves the text here with it.
// Usage: import { MUTANTS } from "./mutants.mjs"

/**
 * @typedef {object} Mutant
 * @property {string} file Path from the repository's root.
 * @property {string} find A text that the file holds once.
 * @property {string} replace What stands there in its place.
 * @property {string} breaks What goes wrong, in a few words.
 * @property {readonly string[]} tests Files with the tests that should notice, fast ones where there are some.
 */

const UNIT = (path) => `server/src/${path}`;
const SEMANTICS = ["test/semantics.test.ts", UNIT("engine/worked-cases.test.ts")];

/** @type {readonly Mutant[]} */
const ENGINE = [
  {
    file: "server/src/engine/traffic.ts",
    find: "low <= last[1] + 1",
    replace: "low <= last[1]",
    breaks: "ranges of ports that touch are not joined",
    tests: [UNIT("engine/traffic.test.ts")],
  },
  {
    file: "server/src/engine/traffic.ts",
    find: "rest.push([to + 1, high])",
    replace: "rest.push([to, high])",
    breaks: "a difference keeps the last port that was taken away",
    tests: [UNIT("engine/traffic.test.ts")],
  },
  {
    file: "server/src/engine/traffic.ts",
    find: "a.other && !b.other",
    replace: "a.other",
    breaks: "a difference keeps ICMP",
    tests: [UNIT("engine/traffic.test.ts"), ...SEMANTICS],
  },
  {
    file: "server/src/engine/bit-set.ts",
    find: "& (0xffffffff >>> spare)",
    replace: "& 0xffffffff",
    breaks: "a range of numbers goes on to the end of its last word",
    tests: [UNIT("engine/bit-set.test.ts")],
  },
  {
    file: "server/src/engine/decide.ts",
    find: 'if (rule.verdict === "pass") passed.push(hit);',
    replace: "",
    breaks: "what a rule passes on is lost",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/decide.ts",
    find: "matches.isolatedBy.length > 0 && ",
    replace: "",
    breaks: "a tier ends for pods that nothing isolates too",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/decide.ts",
    find: "when: `not ${condition.when}`",
    replace: "when: condition.when",
    breaks: "a deny rule with a condition says the opposite of its condition",
    tests: ["test/semantics.test.ts", "test/can.test.ts"],
  },
  {
    file: "server/src/engine/decide.ts",
    find: "if (!isEmpty(held.fromSamePorts))",
    replace: "if (isEmpty(held.fromSamePorts))",
    breaks: "a plain rule lifts server names of the same ports",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/decide.ts",
    find: "`${x.when} and ${y.when}`",
    replace: "x.when",
    breaks: "of two conditions at the two ends one is forgotten",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/decide.ts",
    find: "if (x !== y) disputed",
    replace: "if (x === y) disputed",
    breaks: "policies of equal rank that agree are called ambiguous",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/selectors.ts",
    find: "values.map(quoted).join()}`, () => this.all.minus(valued())",
    replace: "values.map(quoted).join()}`, () => this.#present(facet, key).minus(valued())",
    breaks: "NotIn asks for the label to be there",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/selectors.ts",
    find: "if (pod.hostNetwork) continue;",
    replace: "",
    breaks: "policies select pods on the network of their node",
    tests: ["test/view.test.ts", ...SEMANTICS],
  },
  {
    file: "server/src/engine/universe.ts",
    find: "contains(block.cidr, point.cidr) && !block.except.some((it) => contains(it, point.cidr))",
    replace: "contains(block.cidr, point.cidr)",
    breaks: "exceptions of a block do not count",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/universe.ts",
    find: "named && taught.some((it) => it.covers(point.text))",
    replace: "named",
    breaks: "names are reached that no rule lets Cilium see looked up",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/universe.ts",
    find: "it.cidr.prefix > best.cidr.prefix",
    replace: "it.cidr.prefix < best.cidr.prefix",
    breaks: "an address is taken for the largest network around it",
    tests: ["test/can.test.ts", "test/semantics.test.ts"],
  },
  {
    file: "server/src/engine/profile.ts",
    find: 'this.direction === "egress" && this.#named().length > 0',
    replace: 'this.direction === "ingress" && this.#named().length > 0',
    breaks: "a named port is the same number on every peer",
    tests: ["test/semantics.test.ts", "test/properties.slow.test.ts"],
  },
  {
    file: "server/src/engine/profile.ts",
    find: 'this.direction === "ingress" ? this.#subject : peer',
    replace: "peer",
    breaks: "named ports of ingress are looked up at the client",
    tests: SEMANTICS,
  },
  {
    file: "server/src/engine/engine.ts",
    find: ".join()}${resolved}${subjects}`",
    replace: ".join()}${subjects}`",
    breaks: "subjects with other container ports share their answers",
    tests: ["test/semantics.test.ts", "test/properties.slow.test.ts"],
  },
  {
    file: "server/src/engine/flows.ts",
    find: "const others = from.minus(inside);",
    replace: "const others = BitSet.EMPTY;",
    breaks: "flows from outside are not listed",
    tests: ["test/flows.test.ts"],
  },
  {
    file: "server/src/engine/flows.ts",
    find: "!isEmpty(outcome.allowed) || outcome.conditional.length > 0",
    replace: "!isEmpty(outcome.allowed)",
    breaks: "flows that depend on a condition alone are not listed",
    tests: ["test/flows.test.ts"],
  },
  {
    file: "server/src/engine/covered.ts",
    find: "if (!sameTraffic(profile.outcome(peer), outcome)) return undefined;",
    replace: "",
    breaks: "every rule counts as covered by others",
    tests: ["test/rules.test.ts", "test/features.test.ts", "test/view.test.ts"],
  },
  {
    file: "server/src/engine/why.ts",
    find: "denying.length > 0 ? denying : rest.isolatedBy",
    replace: "denying",
    breaks: "policies that isolate are not named as blocking",
    tests: ["test/can.test.ts", "test/view.test.ts", "test/features.test.ts"],
  },
  {
    file: "server/src/engine/dns.ts",
    find: 'it.matches !== "outside"',
    replace: 'it.matches === "outside"',
    breaks: "a block that may cover DNS pods does not count as a way to DNS",
    tests: ["test/rules.test.ts", "test/view.test.ts"],
  },
  {
    file: "server/src/engine/mentions.ts",
    find: "(covered[at] ?? 0n) < sizeOf(cidr)",
    replace: "(covered[at] ?? 0n) <= sizeOf(cidr)",
    breaks: "a network that smaller ones cover wholly is still an end",
    tests: ["test/flows.test.ts", "test/properties.slow.test.ts"],
  },
  {
    file: "server/src/engine/unseen-pods.ts",
    find: "matching?.object === undefined && queryMatches(query, lenient)",
    replace: "queryMatches(query, lenient)",
    breaks: "pods are thought up in a namespace whose labels forbid them",
    tests: ["test/view.test.ts", "test/flows.test.ts"],
  },
  {
    file: "server/src/engine/allowances.ts",
    find: 'const destinations = direction === "ingress" ? subject : universe.certain(rule.peers);',
    replace: 'const destinations = direction === "egress" ? subject : universe.certain(rule.peers);',
    breaks: "named ports of a rule are looked up at the wrong end",
    tests: ["test/view.test.ts", "test/rules.test.ts"],
  },
  {
    file: "server/src/engine/partition.ts",
    find: "if (inside.isEmpty) continue;",
    replace: "",
    breaks: "points are cut into parts that have none",
    tests: [UNIT("engine/partition.test.ts")],
  },
];

/** @type {readonly Mutant[]} */
const SYSTEMS = [
  {
    file: "server/src/systems/kubernetes/compile.ts",
    find: "if (object.isolates[direction] === undefined) continue;",
    replace: "",
    breaks: "rules of a direction that policyTypes leaves out count",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/kubernetes/compile.ts",
    find: "if (peers.length === 0) return ANY_PEER;",
    replace: "if (peers.length === 0) return NO_PEER;",
    breaks: "a rule without peers admits nobody",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/kubernetes/compile.ts",
    find: "...(pods === undefined ? [] : podLabels(pods))]",
    replace: "]",
    breaks: "of a peer with both selectors only the namespaces count",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/kubernetes/compile.ts",
    find: "const end = item.endPort?.value ?? port;",
    replace: "const end = port;",
    breaks: "a range is its first port",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/kubernetes/compile.ts",
    find: 'matches: "by-network"',
    replace: 'matches: "outside"',
    breaks: "an ipBlock never matches pods, whatever the network",
    tests: ["test/semantics.test.ts", "test/rules.test.ts", "test/view.test.ts"],
  },
  {
    file: "server/src/systems/cilium/compile/labels.ts",
    find: "mentionsReserved || namespace === undefined",
    replace: "namespace === undefined",
    breaks: "a selector of reserved identities looks in the policy's namespace",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/labels.ts",
    find: "(namespaceLabelsWiden && key.startsWith(NAMESPACE_LABELS))",
    replace: "key.startsWith(NAMESPACE_LABELS)",
    breaks: "before Cilium 1.16 labels of namespaces lift the limit to the own namespace",
    tests: ["test/version-gates.test.ts"],
  },
  {
    file: "server/src/systems/cilium/compile/labels.ts",
    find: "it.key.value === `k8s:${POD_NAMESPACE}`",
    replace: "it.key.value === POD_NAMESPACE",
    breaks: "a subject that names another namespace as `k8s:` label selects nobody",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/peers.ts",
    find: "return restricts ? ANY_PEER : undefined;",
    replace: "return ANY_PEER;",
    breaks: "an empty rule of Cilium admits everyone",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/peers.ts",
    find: 'matches: "outside"',
    replace: 'matches: "by-network"',
    breaks: "a CIDR of Cilium may match pods",
    tests: ["test/semantics.test.ts", "test/view.test.ts", "test/rules.test.ts"],
  },
  {
    file: "server/src/systems/cilium/compile/peers.ts",
    find: "return { outside: true };",
    replace: "return ANY_PEER;",
    breaks: "the world holds the cluster",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/peers.ts",
    find: "[...inNamespace(it.namespace), ...labels]",
    replace: "labels",
    breaks: "a Service stands for pods of every namespace",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/traffic.ts",
    find: 'names.length > 0 ? "wider"',
    replace: 'names.length > 0 ? "same-ports"',
    breaks: "a rule for every port opens DNS names",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/traffic.ts",
    find: "if (number === 0) return",
    replace: "if (number === 1) return",
    breaks: "port 0 is not every port",
    tests: SEMANTICS,
  },
  {
    file: "server/src/systems/cilium/compile/policy.ts",
    find: 'spec.subject === undefined || spec.subject.on === "nodes"',
    replace: "spec.subject === undefined",
    breaks: "a node selector selects pods",
    tests: ["test/semantics.test.ts", "test/view.test.ts", "test/rules.test.ts"],
  },
  {
    file: "server/src/systems/cilium/compile/policy.ts",
    find: 'const says = phase === "allow" && isolates[direction];',
    replace: 'const says = phase === "allow";',
    breaks: "enableDefaultDeny: false isolates all the same",
    tests: SEMANTICS,
  },
];

/** @type {readonly Mutant[]} */
const VIEWS = [
  {
    file: "server/src/analysis/scope-index.ts",
    find: "it.namespace === undefined || it.namespace === namespace);",
    replace: "it.namespace === namespace);",
    breaks: "a chart for any namespace hides no pods",
    tests: ["test/view.test.ts", "test/rules.test.ts"],
  },
  {
    file: "server/src/analysis/cluster.ts",
    find: "    sameVersions(before.versions, versions) &&\n",
    replace: "",
    breaks: "after a change of versions policies keep their old meaning",
    tests: ["test/view.test.ts", "test/levels.test.ts", "test/protocol/push.test.ts"],
  },
  {
    file: "server/src/analysis/cluster.ts",
    find: "    sameItems(before.resources, resources) &&\n",
    replace: "",
    breaks: "an edited CIDR group changes nothing",
    tests: ["test/view.test.ts"],
  },
  {
    file: "server/src/analysis/compare.ts",
    find: "earlier.delete(key);",
    replace: "earlier.clear();",
    breaks: "flows that are gone are not told",
    tests: ["test/kit/verdicts.test.ts"],
  },
  {
    file: "server/src/analysis/scope-view.ts",
    find: "scope.policies.filter((it) => !this.isRefused(it))",
    replace: "scope.policies",
    breaks: "rules look at policies that are refused",
    tests: ["test/refused-policies.test.ts", "test/rules.test.ts"],
  },
  {
    file: "server/src/analysis/scope-view.ts",
    find: 'closedWorld === "auto" ? this.#index.isComplete(namespace) : closedWorld === "always"',
    replace: "this.#index.isComplete(namespace)",
    breaks: "the setting closedWorld does nothing",
    tests: ["test/view.test.ts", "test/levels.test.ts"],
  },
  {
    file: "server/src/engine/profile-store.ts",
    find: "this.#kept[direction].get(key) ?? this.#origin?.get(direction, key)",
    replace: "this.#kept[direction].get(key)",
    breaks: "a speculative state knows nothing of the live one",
    tests: [UNIT("engine/profile-store.test.ts")],
  },
];

/** @type {readonly Mutant[]} */
export const MUTANTS = [...ENGINE, ...SYSTEMS, ...VIEWS];
