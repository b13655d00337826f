/** Which pods a query matches, over bit sets: one inverted index per universe, every answer kept. */

import { memoize } from "../base/memoize.js";
import type { Labels } from "../model/selector.js";
import { ALL_SETTLED, mayBe, type UnsettledLabels } from "../model/unsettled-labels.js";
import { BitSet } from "./bit-set.js";
import type { Facet, FacetRequirement, PodQuery, TextOperator } from "./program.js";

/** What queries look at in a pod. */
export interface PodFacets {
  readonly labels: Labels;
  /** Labels that are there with a value nobody knows; the pods stand for several, which may differ in them. */
  readonly unsettled?: UnsettledLabels;
  /** Undefined: some namespace that is not known by name. */
  readonly namespace: string | undefined;
  readonly namespaceLabels: Labels;
  readonly serviceAccount: string;
  /** True for pods on the host's network, which no query matches. */
  readonly hostNetwork: boolean;
}

/** The only cluster there is; selectors may name it (CS-8). */
const CLUSTER = "default";
/** Stands for a namespace not known by name: it has one, and it is none of those asked for. */
const SOME_NAMESPACE = "\u0000";
/** As many queries as any state may leave behind. */
const FEW_QUERIES = 64;

export class PodIndex {
  readonly #pods: readonly PodFacets[];
  /** Of the pods before those, and how many they are. */
  readonly #below: PodIndex | undefined;
  readonly #start: number;
  /** Facet → key → value → pods. */
  readonly #byKey: Map<Facet, Map<string, Map<string, number[]>>>;
  /** Pods that have the label, with a value nobody knows. */
  readonly #unsettled: Map<string, number[]>;
  /** What queries match, and by which key each is known. */
  readonly #matched = new Map<string, { readonly query: PodQuery; readonly set: BitSet }>();
  /** The same of single requirements. */
  readonly #sets = new Map<string, BitSet>();
  /** How many queries were left when some were given up. */
  #leftAtLast = 0;
  /** Those of its own pods that queries can match. */
  readonly #own: BitSet;
  /** Every pod that queries can match. */
  readonly all: BitSet;

  /**
   * Pods are known by their place in the list.
   * @param below An index of pods that come before these, see `with`.
   * @param earlier An index of the same pods but for the labels of some, see `relabelled`.
   */
  constructor(pods: readonly PodFacets[], below?: PodIndex, earlier?: PodIndex) {
    this.#pods = pods;
    this.#below = below;
    this.#start = below === undefined ? 0 : below.#start + below.#pods.length;
    this.#unsettled = earlier === undefined ? new Map() : earlier.#unsettled;
    this.#byKey = new Map(earlier === undefined ? [] : earlier.#byKey);
    this.#own = earlier === undefined ? this.#enterAll() : earlier.#own;
    this.all = below === undefined ? this.#own : below.all.or(this.#own);
  }

  /** An index of these pods and of more behind them; what this one has found is found. */
  with(pods: readonly PodFacets[]): PodIndex {
    return new PodIndex(pods, this);
  }

  /**
   * An index of the pods with other labels; what this one has found of queries is found.
   * @param pods All of them. @param moved The places of those whose labels are others; nothing else of them is.
   */
  relabelled(pods: readonly PodFacets[], moved: readonly number[]): PodIndex {
    const index = new PodIndex(pods, this.#below, this);
    const pairs = moved.flatMap((id) => {
      const [before, after] = [this.#pods[id - this.#start], pods[id - this.#start]];
      return before === undefined || after === undefined ? [] : [{ id, before, after }];
    });
    index.#byKey.set("pod-label", relabelledKeys(this.#byKey.get("pod-label"), pairs));
    const changed = new Set(
      pairs.flatMap(({ before, after }) =>
        [...before.labels, ...after.labels].flatMap(([key]) =>
          before.labels.get(key) === after.labels.get(key) ? [] : [key],
        ),
      ),
    );
    for (const [key, { query, set }] of this.#matched) {
      let now = set;
      const asks = query.some((it) => it.facet === "pod-label" && changed.has(it.key));
      for (const { id, before, after } of asks ? pairs : []) {
        const [was, is] = [queryMatches(query, before), queryMatches(query, after)];
        if (was !== is) now = is ? now.or(BitSet.of([id])) : now.minus(BitSet.of([id]));
      }
      index.#matched.set(key, { query, set: now });
    }
    index.#leftAtLast = this.#leftAtLast;
    return index;
  }

  /**
   * Gives up what it found of queries that nobody has any more, once that is most of it: while a selector is typed, each letter is
   * another query over the same pods.
   * @param living Keys of the queries that there are.
   */
  letGo(living: () => ReadonlySet<string>): void {
    this.#below?.letGo(living);
    if (this.#matched.size <= 2 * this.#leftAtLast + FEW_QUERIES) return;
    const keys = living();
    for (const key of this.#matched.keys()) if (!keys.has(key)) this.#matched.delete(key);
    // What single requirements match is found soon, and kept in the queries' own sets.
    this.#sets.clear();
    this.#leftAtLast = this.#matched.size;
  }

  #enterAll(): BitSet {
    const own: number[] = [];
    const podsOf = new Map<Labels, number[]>();
    for (const [offset, pod] of this.#pods.entries()) {
      if (pod.hostNetwork) continue;
      const id = this.#start + offset;
      own.push(id);
      for (const [key, value] of pod.labels) this.#enter("pod-label", key, value, id);
      for (const key of pod.unsettled?.keys() ?? []) {
        const ids = this.#unsettled.get(key);
        if (ids === undefined) this.#unsettled.set(key, [id]);
        else ids.push(id);
      }
      this.#enter("namespace", "", pod.namespace ?? SOME_NAMESPACE, id);
      this.#enter("service-account", "", pod.serviceAccount, id);
      // Pods of one namespace share one map of labels, so each map is walked once.
      const ids = podsOf.get(pod.namespaceLabels);
      if (ids === undefined) podsOf.set(pod.namespaceLabels, [id]);
      else ids.push(id);
    }
    for (const [labels, ids] of podsOf) {
      for (const [key, value] of labels) for (const id of ids) this.#enter("namespace-label", key, value, id);
    }
    return BitSet.of(own);
  }

  match(query: PodQuery): BitSet {
    if (query.length === 0) return this.all;
    const key = queryKey(query);
    let set = this.#matched.get(key)?.set;
    if (set === undefined) {
      const own = this.#matchOwn(query);
      set = this.#below === undefined ? own : this.#below.match(query).or(own);
      this.#matched.set(key, { query, set });
    }
    return set;
  }

  #matchOwn(query: PodQuery): BitSet {
    let set: BitSet | undefined;
    for (const requirement of query) {
      const matched = this.#require(requirement);
      set = set === undefined ? matched : set.and(matched);
      if (set.isEmpty) return BitSet.EMPTY;
    }
    return set ?? this.#own;
  }

  matchAny(queries: readonly PodQuery[]): BitSet {
    return BitSet.union(queries.map((it) => this.match(it)));
  }

  #enter(facet: Facet, key: string, value: string, id: number): void {
    let keys = this.#byKey.get(facet);
    if (keys === undefined) {
      keys = new Map();
      this.#byKey.set(facet, keys);
    }
    let values = keys.get(key);
    if (values === undefined) {
      values = new Map();
      keys.set(key, values);
    }
    const ids = values.get(value);
    if (ids === undefined) values.set(value, [id]);
    else ids.push(id);
  }

  #require(requirement: FacetRequirement): BitSet {
    const { facet, key, operator, values } = requirement;
    if (facet === "cluster") return holdsFor(CLUSTER, requirement) ? this.#own : BitSet.EMPTY;
    const index = `${facet} ${key}`;
    const valued = (): BitSet => BitSet.union(values.map((it) => this.#valued(facet, key, it)));
    switch (operator) {
      case "In":
        return valued();
      case "NotIn":
        return this.#kept(`NotIn ${index} ${values.map(counted).join()}`, () =>
          this.#own.minus(valued()).minus(this.#mayHave(facet, key, values)),
        );
      case "Exists":
        return this.#present(facet, key);
      case "DoesNotExist":
        return this.#kept(`DoesNotExist ${index}`, () => this.#own.minus(this.#present(facet, key)));
      default:
        return this.#kept(`${operator} ${index} ${values.map(counted).join()}`, () =>
          this.#withPart(requirement, operator),
        );
    }
  }

  /** The values that pods have are few beside the pods, so each is looked at once. */
  #withPart({ facet, key, values }: FacetRequirement, operator: TextOperator): BitSet {
    const matching: number[] = [];
    for (const [value, ids] of this.#byKey.get(facet)?.get(key) ?? []) {
      if (hasPart(value, operator, values)) matching.push(...ids);
    }
    if (!isNegated(operator)) return BitSet.of(matching);
    const unsettled = facet === "pod-label" ? (this.#unsettled.get(key) ?? []) : [];
    return this.#own.minus(BitSet.of(matching)).minus(BitSet.of(unsettled));
  }

  #valued(facet: Facet, key: string, value: string): BitSet {
    return this.#kept(`In ${facet} ${key} ${counted(value)}`, () =>
      BitSet.of(this.#byKey.get(facet)?.get(key)?.get(value) ?? []),
    );
  }

  #present(facet: Facet, key: string): BitSet {
    return this.#kept(`Exists ${facet} ${key}`, () =>
      BitSet.of([
        ...[...(this.#byKey.get(facet)?.get(key)?.values() ?? [])].flat(),
        ...(facet === "pod-label" ? (this.#unsettled.get(key) ?? []) : []),
      ]),
    );
  }

  /** Pods some of which may have one of the values. */
  #mayHave(facet: Facet, key: string, values: readonly string[]): BitSet {
    const ids = facet === "pod-label" ? (this.#unsettled.get(key) ?? []) : [];
    return BitSet.of(
      ids.filter((id) => values.some((it) => mayBe(this.#pods[id - this.#start]?.unsettled ?? ALL_SETTLED, key, it))),
    );
  }

  /** True when pods may be matched by the query in part: it asks for the value of a label whose value nobody knows. */
  asksUnsettled(query: PodQuery): boolean {
    const own = query.some(
      ({ facet, key, operator }) =>
        facet === "pod-label" && operator !== "Exists" && operator !== "DoesNotExist" && this.#unsettled.has(key),
    );
    return own || this.#below?.asksUnsettled(query) === true;
  }

  #kept(key: string, compute: () => BitSet): BitSet {
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const set = compute();
    this.#sets.set(key, set);
    return set;
  }
}

/** Label → value → pods, once some pods have other labels; what is the same is shared. */
function relabelledKeys(
  keys: ReadonlyMap<string, Map<string, number[]>> = new Map(),
  pairs: readonly { readonly id: number; readonly before: PodFacets; readonly after: PodFacets }[],
): Map<string, Map<string, number[]>> {
  const now = new Map(keys);
  const change = (key: string, value: string, of: (ids: readonly number[]) => number[]): void => {
    const values = new Map(now.get(key));
    const ids = of(values.get(value) ?? []);
    if (ids.length === 0) values.delete(value);
    else values.set(value, ids);
    now.set(key, values);
  };
  for (const { id, before, after } of pairs) {
    for (const [key, value] of before.labels) {
      if (after.labels.get(key) !== value) change(key, value, (ids) => ids.filter((it) => it !== id));
    }
    for (const [key, value] of after.labels) {
      if (before.labels.get(key) !== value) change(key, value, (ids) => [...ids, id]);
    }
  }
  return now;
}

/** Equal only for queries that match the same pods, and for those that are written alike; used to intern them. */
export const queryKey = memoize((query: PodQuery): string => {
  let all = "";
  for (const { facet, operator, key, values } of query) {
    all += `${facet} ${operator} ${counted(key)}${values.length}`;
    for (const it of values) all += ` ${counted(it)}`;
    all += "&";
  }
  return all;
});

/** True when the pod is one that the query matches for certain, told without an index. */
export function queryMatches(query: PodQuery, pod: PodFacets): boolean {
  return unsettledIn(query, pod)?.length === 0;
}

/**
 * What must be true of a pod's unsettled labels for the query to match it: none where it matches for certain; undefined where
 * it cannot match.
 */
export function unsettledIn(query: PodQuery, pod: PodFacets): readonly FacetRequirement[] | undefined {
  if (pod.hostNetwork) return undefined;
  const open: FacetRequirement[] = [];
  for (const requirement of query) {
    const { facet, key, operator, values } = requirement;
    if (facet !== "pod-label" || pod.unsettled?.has(key) !== true) {
      if (!holdsFor(facetValue(requirement, pod), requirement)) return undefined;
      continue;
    }
    if (operator === "DoesNotExist") return undefined;
    if (operator === "Exists") continue;
    // Which part the value has depends on the rest of it, which nobody knows.
    if (operator !== "In" && operator !== "NotIn") {
      open.push(requirement);
      continue;
    }
    const possible = values.filter((it) => mayBe(pod.unsettled ?? ALL_SETTLED, key, it));
    if (possible.length > 0) open.push({ ...requirement, values: possible });
    else if (operator === "In") return undefined;
  }
  return open;
}

function facetValue({ facet, key }: FacetRequirement, pod: PodFacets): string | undefined {
  switch (facet) {
    case "pod-label":
      return pod.labels.get(key);
    case "namespace-label":
      return pod.namespaceLabels.get(key);
    case "namespace":
      return pod.namespace ?? SOME_NAMESPACE;
    case "service-account":
      return pod.serviceAccount;
    case "cluster":
      return CLUSTER;
  }
}

function holdsFor(value: string | undefined, { operator, values }: FacetRequirement): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return (value !== undefined && hasPart(value, operator, values)) !== isNegated(operator);
  }
}

function isNegated(operator: TextOperator): boolean {
  return operator.startsWith("Not");
}

/** Whether the value has one of the parts, negated or not. */
function hasPart(value: string, operator: TextOperator, parts: readonly string[]): boolean {
  switch (operator) {
    case "Contains":
    case "NotContains":
      return parts.some((it) => value.includes(it));
    case "StartsWith":
    case "NotStartsWith":
      return parts.some((it) => value.startsWith(it));
    case "EndsWith":
    case "NotEndsWith":
      return parts.some((it) => value.endsWith(it));
  }
}

/** The text behind its length, so that no text runs into the next. */
function counted(text: string): string {
  return `${text.length}:${text}`;
}
