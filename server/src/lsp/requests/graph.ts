/** `netpol/graph` and `netpol/graphText`: who can connect to whom, with the places that decide, and as text for files. */

import { ErrorCodes, ResponseError } from "vscode-languageserver";
import {
  belowName,
  csvFlows,
  dotFlows,
  drawMatrix,
  drawNamespace,
  drawOverview,
  type Edge,
  edgeTitle,
  edgeWords,
  type FlowGraph,
  flowsTouching,
  flowWords,
  GRAPH_STYLE,
  type GraphReason,
  mermaidFlows,
  namespaceLegend,
  type NamespaceGraph,
  overviewLegend,
  type Place,
  type Vertex,
  vertexName,
} from "../../ide/index.js";
import type {
  GraphEdge,
  GraphNamespace,
  GraphParams,
  GraphPlace,
  GraphResult,
  GraphTextParams,
  GraphTextResult,
  GraphVertex,
} from "../ext.js";
import { DOCUMENT, FLAG, object, oneOf, optional, POSITION, TEXT } from "../params.js";
import { type NamedScope, namedScopes, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";
import { askedPlace } from "./asked-place.js";

type UriOf = (file: Place["file"]) => string;

export const GRAPH = object<GraphParams>({
  ...{ textDocument: optional(DOCUMENT), position: optional(POSITION) },
  ...{ scope: optional(TEXT), namespace: optional(TEXT), follow: optional(FLAG) },
});
export const GRAPH_TEXT = object<GraphTextParams>({
  format: oneOf("svg", "mermaid", "dot", "csv"),
  ...{ scope: TEXT, namespace: optional(TEXT) },
});

export function graph(session: Session, params: GraphParams): GraphResult {
  const { textDocument, position } = params;
  const asked = textDocument && position && askedPlace(session, { textDocument, position });
  const focus = asked?.project.workspace.graphFocus(asked.file, asked.offset);
  const all = namedScopes(session);
  const scopes = all.map((it) => it.name);
  const here = asked && focus && scopeName(session, asked.project, focus.scope);
  const follows = focus !== undefined && (params.follow === true || params.namespace === undefined);
  const scope = follows && params.follow === true ? here : (params.scope ?? here);
  const namespace = follows && here === scope ? focus.namespace : params.namespace;
  const found = answerOf([...all.filter((it) => it.project === asked?.project), ...all], scope, namespace);
  if (found === undefined) {
    const bare = all.find((it) => it.name === scope) ?? all[0];
    const overview = bare?.project.workspace.graph(bare.scope)?.overview;
    return { scopes, namespaces: [], bare: overview?.bare ?? [], matrix: "", legend: "", style: GRAPH_STYLE };
  }
  const { overview, unfolded } = found.graph;
  const uriOf: UriOf = (file) => session.publisher.target.uriOf(file);
  return {
    scopes,
    scope: found.name,
    namespaces: overview.groups.filter((it) => it.workloads > 0).map((it) => it.name),
    bare: overview.bare,
    matrix: drawMatrix(overview),
    ...(unfolded === undefined ? {} : { unfolded: unfoldedOf(unfolded, uriOf) }),
    ...(focus !== undefined && here === found.name
      ? { here: { namespace: focus.namespace, workloads: focus.workloads } }
      : {}),
    legend:
      unfolded === undefined || unfolded.tooMany !== undefined ? overviewLegend(overview) : namespaceLegend(unfolded),
    style: GRAPH_STYLE,
  };
}

/** @throws ResponseError for a scope or a namespace that is not there. */
export function graphText(session: Session, { format, scope, namespace }: GraphTextParams): GraphTextResult {
  const named = namedScopes(session).find((it) => it.name === scope);
  if (named === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `unknown scope ${scope}`);
  const { workspace } = named.project;
  if (format === "svg") {
    const found = workspace.graph(named.scope, namespace);
    if (found === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `unknown scope ${scope}`);
    return { text: found.unfolded ? drawNamespace(found.unfolded, true) : drawOverview(found.overview, scope) };
  }
  const list = workspace.flows([named.scope]);
  const own = namespace === undefined ? list : flowsTouching(list, namespace);
  switch (format) {
    case "mermaid":
      return { text: mermaidFlows(own) };
    case "dot":
      return { text: dotFlows(own) };
    case "csv":
      return { text: csvFlows(own) };
  }
}

/** Of the scope with the name; without one, of the first that has workloads. */
function answerOf(
  scopes: readonly NamedScope[],
  asked: string | undefined,
  namespace: string | undefined,
): { readonly name: string; readonly graph: FlowGraph } | undefined {
  for (const { project, scope, name } of scopes) {
    if (asked !== undefined && name !== asked) continue;
    const graph = project.workspace.graph(scope, namespace);
    if (graph?.overview.groups.some((it) => it.workloads > 0)) return { name, graph };
  }
  return undefined;
}

function unfoldedOf(unfolded: NamespaceGraph, uriOf: UriOf): GraphNamespace {
  const { namespace, vertices, edges, tooMany } = unfolded;
  const labels = new Map(vertices.map((it) => [it.id, vertexName(it)]));
  return {
    namespace,
    svg: tooMany === undefined ? drawNamespace(unfolded, false) : "",
    ...(tooMany === undefined ? {} : { tooMany }),
    vertices: vertices.map((it) => vertexOf(it, uriOf)),
    edges: edges.map((it) => edgeOf(it, (id) => labels.get(id) ?? id, uriOf)),
  };
}

function vertexOf(vertex: Vertex, uriOf: UriOf): GraphVertex {
  const isolated = vertex.isolated ?? { ingress: false, egress: false };
  const members = vertex.members.map(({ place, policies, ...member }) => ({
    ...member,
    isolated,
    ...(place === undefined ? {} : { at: placeOf(place, uriOf) }),
    policies: policies.map(({ id, restricts, place: own }) => ({
      id,
      restricts,
      ...(own === undefined ? {} : { at: placeOf(own, uriOf) }),
    })),
  }));
  const { id, names } = vertex;
  return { id, label: vertexName(vertex), names, detail: belowName(vertex), members };
}

function edgeOf(edge: Edge, nameOf: (id: string) => string, uriOf: UriOf): GraphEdge {
  const { from, to, state, because, deniedBy } = edge;
  const line =
    (verb: string) =>
    ({ direction, policy, place }: GraphReason) => ({
      ...placeOf(place, uriOf),
      policy,
      does: `${verb} ${direction}`,
    });
  const at = [...because.map(line("allows")), ...deniedBy.map(line("denies"))];
  const words = { label: flowWords(edge), says: edgeWords(edge), title: edgeTitle(edge, nameOf) };
  return { from, to, ...words, state, at };
}

function placeOf({ file, start, end }: Place, uriOf: UriOf): GraphPlace {
  return { uri: uriOf(file), range: { start, end } };
}
