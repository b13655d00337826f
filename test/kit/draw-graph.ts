/** A flow graph as lines of text: every vertex and edge with all that is known of it. */

import {
  flowWords,
  type Edge,
  type FlowGraph,
  type NamespaceGraph,
  type Vertex,
  type Workspace,
} from "../../server/src/ide/index.js";

/** Of the first scope. @param namespace Unfolded; without it, the overview. */
export function drawGraph(workspace: Workspace, namespace?: string): string {
  const [scope = ""] = workspace.scopeNames;
  const graph = workspace.graph(scope, namespace);
  if (graph === undefined) return "no scope\n";
  if (namespace === undefined) return overviewLines(graph);
  return graph.unfolded === undefined ? "no such namespace\n" : namespaceLines(graph.unfolded);
}

function overviewLines({ overview: { groups, flows, bare } }: FlowGraph): string {
  const vertices = groups.map(({ id, workloads, isolated, ends }) =>
    ends.length > 0
      ? `${id}: ${ends.join(", ")}`
      : `${id}: ${workloads} workloads, isolated for ingress ${isolated.ingress}, for egress ${isolated.egress}`,
  );
  const edges = flows.map((it) => {
    const half = it.halfOpen === 0 ? "" : `, ${it.halfOpen} half-open`;
    return `${it.from} → ${it.to}: ${flowWords(it) || "nothing"}, ${it.pairs} of ${it.of}${half}`;
  });
  const left = bare.length === 0 ? [] : [`no workloads: ${bare.join(", ")}`];
  return [...vertices, ...edges, ...left].map((it) => `${it}\n`).join("");
}

function namespaceLines({ vertices, edges, tooMany }: NamespaceGraph): string {
  if (tooMany !== undefined) return `${tooMany} are too many\n`;
  return [...vertices.map(vertexLine), ...edges.map(edgeLine)].map((it) => `${it}\n`).join("");
}

function vertexLine({ id, kind, names, members, isolated, selected, hostNetwork, counts }: Vertex): string {
  if (kind === "beyond")
    return `[${id}] ${names.join(", ")} (${counts?.namespaces} namespaces, ${counts?.outside} outside)`;
  const isolation = (["ingress", "egress"] as const).filter((it) => isolated?.[it]).join(" and ") || "nothing";
  const policies = [
    ...new Set(members.flatMap((it) => it.policies.map((own) => `${own.name}:${(own.place?.start.line ?? -1) + 1}`))),
  ];
  const by = policies.length === 0 ? "" : ` by ${policies.join(", ")}`;
  return `[${id}] ${names.join(", ")}: isolated for ${isolation}${by}${hostNetwork ? ", host network" : ""}${selected ? "" : ", not selected"}`;
}

function edgeLine(edge: Edge): string {
  const places = (all: Edge["because"]): string =>
    all
      .map(({ direction, policy, place }) => `${direction} ${policy.split("/").at(-1)}:${place.start.line + 1}`)
      .join(", ");
  const because = edge.because.length === 0 ? "" : `, by ${places(edge.because)}`;
  const denied = edge.deniedBy.length === 0 ? "" : `, denied by ${places(edge.deniedBy)}`;
  return `${edge.from} → ${edge.to}: ${flowWords(edge)}, ${edge.state}${edge.forAll ? "" : " for some"}${because}${denied}`;
}
