/** Releases of charts of the workspace in a scope: what they come to where somebody has rendered them. */

import { memoize } from "../base/memoize.js";
import type { LocalChart } from "../model/pod-source.js";
import { type BuiltObject, type ChartRequest, type MapValue, PLAIN_REQUEST } from "../kustomize/index.js";
import type { RenderedObject } from "./built-decoder.js";
import type { Builds } from "./builds.js";
import type { StateAt } from "./charts.js";
import { chartsOf, isCommitted, namesOf } from "./committed-charts.js";
import type { Member } from "./member.js";
import { Releases } from "./releases.js";

export interface ReleaseMembers {
  readonly members: readonly Member[];
  /** Objects that are not as anybody has written them. */
  readonly rendered: readonly RenderedObject[];
  /** What was asked for. */
  readonly asked: readonly ChartRequest[];
  /** Those of which nothing counts, because what they come to is written in manifests, too. */
  readonly committed: readonly ChartRequest[];
}

/**
 * The members, with what a release comes to in the place of the release.
 * @param alone Charts that nobody releases, as they come.
 */
export function withReleases(
  members: readonly Member[],
  alone: readonly ChartRequest[],
  builds: Builds,
): ReleaseMembers {
  const asked: ChartRequest[] = [];
  const rendered: RenderedObject[] = [];
  const made = (request: ChartRequest): Pick<ReleaseMembers, "members" | "rendered"> | undefined => {
    asked.push(request);
    const outcome = builds.charts.ask(request);
    if (outcome === undefined || "fault" in outcome) return undefined;
    const { decoder } = builds.objects;
    const placed = outcome.objects.map((root) => {
      const file = builds.charts.pathOf(root.at.document);
      return decoder.placed(itself(root), { objects: [], variables: false, file });
    });
    const found = placed.flatMap((it) => it.members);
    return {
      members: found.map((it) => ({
        ...it,
        variables: false,
        namespace: it.namespace ?? request.namespace,
      })),
      rendered: placed.flatMap((it) => it.rendered ?? []),
    };
  };
  const counted = (outcome: ReturnType<typeof made>): readonly Member[] | undefined => {
    rendered.push(...(outcome?.rendered ?? []));
    return outcome?.members;
  };
  const releases = new Releases(members);
  const all = members.flatMap((member): readonly Member[] => {
    const { object } = member;
    const local = object.type === "pod-source" ? releases.localOf(object) : undefined;
    if (object.type !== "pod-source" || local === undefined) return [member];
    const own = member.namespace ?? object.meta.namespace?.value ?? "default";
    const namespace = typeof object.into === "string" ? own : object.into.namespace;
    const request = requestOf(local, namespace, builds.charts.stateAt);
    return (request === undefined ? undefined : counted(made(request))) ?? [member];
  });
  const committed: ChartRequest[] = [];
  const charts: ReadonlySet<string> = alone.length === 0 ? new Set() : chartsOf(members);
  const written: ReadonlySet<string> = alone.length === 0 ? new Set() : namesOf(members);
  for (const it of alone.filter(({ release }) => !charts.has(release))) {
    const outcome = made(it);
    if (outcome !== undefined && isCommitted(outcome.members, written)) committed.push(it);
    else all.push(...(counted(outcome) ?? []));
  }
  return { members: all, rendered, asked, committed };
}

/** Undefined where values come from what is not in the workspace. */
function requestOf(
  { path, release, values, files: named, ignoresMissing, isOpen }: LocalChart,
  namespace: string,
  stateAt: StateAt,
): ChartRequest | undefined {
  if (isOpen || stateAt(path === "" ? "Chart.yaml" : `${path}/Chart.yaml`) === undefined) return undefined;
  const texts = named.map((it) => stateAt(it)?.input.text);
  const known = texts.filter((it) => it !== undefined);
  if (known.length < texts.length && !ignoresMissing) return undefined;
  return {
    ...PLAIN_REQUEST,
    folder: path,
    release,
    namespace,
    withoutDefaults: named.length > 0,
    values: [...known, ...(values === undefined ? [] : [values])],
  };
}

/** A rendered object as a build has it; the same one for the same root. */
const itself = memoize((root: MapValue): BuiltObject => ({ root, source: undefined, changed: true }));
