/** What is known of the chosen vertex or edge: a vertex with its flows, an edge with links to the lines that decide. */

import type { GraphEdge, GraphNamespace, GraphVertex } from "../../../../server/src/lsp/ext";
import type { FromPage } from "../messages";

/** What its links do. */
export interface Links {
  readonly send: (message: FromPage) => void;
  readonly chooseVertex: (id: string) => void;
  readonly chooseEdge: (index: number) => void;
}

export function details(unfolded: GraphNamespace | undefined, chosen: Element, links: Links): readonly Node[] {
  if (unfolded === undefined) return [];
  const id = chosen.getAttribute("data-vertex");
  const vertex = unfolded.vertices.find((it) => it.id === id);
  if (vertex !== undefined) return ofVertex(vertex, unfolded, links);
  const index = Number(chosen.getAttribute("data-edge"));
  const edge = unfolded.edges[index];
  return edge === undefined ? [] : ofEdge(edge, index, unfolded, links);
}

function ofVertex(vertex: GraphVertex, unfolded: GraphNamespace, links: Links): readonly Node[] {
  const members = vertex.members.map((member, at) => {
    const policies = member.policies.map((it) => it.id.split("/").at(-1)).join(", ");
    const words = policies === "" ? "no policy selects it" : `selected by ${policies}`;
    return item([
      link(`${member.kind} ${member.name}`, () => links.send({ type: "openVertex", vertex: vertex.id, member: at })),
      ` ${words}`,
    ]);
  });
  const names = vertex.members.length === 0 && vertex.names.length > 1 ? vertex.names.map((it) => item([it])) : [];
  const flows = document.createElement("div");
  flows.className = "flows";
  flows.append(
    ...flowList(
      "Can connect to it",
      vertex,
      (it) => it.to === vertex.id,
      (it) => it.from,
      unfolded,
      links,
    ),
    ...flowList(
      "It can connect to",
      vertex,
      (it) => it.from === vertex.id,
      (it) => it.to,
      unfolded,
      links,
    ),
  );
  return [heading([strong(vertex.label), ` ${vertex.detail}`]), ...lists([...members, ...names]), flows];
}

/** The flows of one direction, by the names at their other side; each chooses its edge. */
function flowList(
  title: string,
  vertex: GraphVertex,
  isMeant: (edge: GraphEdge) => boolean,
  otherOf: (edge: GraphEdge) => string,
  { vertices, edges }: GraphNamespace,
  links: Links,
): readonly Node[] {
  const labels = new Map(vertices.map((it) => [it.id, it.label]));
  const flows = edges
    .flatMap((edge, index) =>
      isMeant(edge) ? [{ edge, index, other: labels.get(otherOf(edge)) ?? otherOf(edge) }] : [],
    )
    .sort((a, b) => a.other.localeCompare(b.other));
  if (flows.length === 0) return [];
  const items = flows.map(({ edge, index, other }) => {
    // What the pods of one vertex do among themselves is not drawn.
    const name =
      edge.from === edge.to ? strong(`${vertex.label}, among themselves`) : link(other, () => links.chooseEdge(index));
    const own = item([name, ` ${edge.says}`]);
    own.classList.toggle("half-open", edge.state === "half-open");
    return own;
  });
  const section = document.createElement("section");
  section.append(heading([title]), ...lists(items));
  return [section];
}

function ofEdge(edge: GraphEdge, index: number, { vertices }: GraphNamespace, links: Links): readonly Node[] {
  const end = (id: string): Node =>
    link(vertices.find((it) => it.id === id)?.label ?? id, () => links.chooseVertex(id));
  const places = edge.at.map((it, place) => {
    const line = `${it.policy.split("/").at(-1)}, line ${it.range.start.line + 1}`;
    return item([link(line, () => links.send({ type: "openEdge", edge: index, place })), ` ${it.does}`]);
  });
  return [heading([end(edge.from), " → ", end(edge.to), ` ${edge.says}`]), ...lists(places)];
}

function heading(content: readonly (Node | string)[]): Node {
  const node = document.createElement("p");
  node.append(...content);
  return node;
}

function strong(text: string): Node {
  const node = document.createElement("strong");
  node.textContent = text;
  return node;
}

function lists(items: readonly Node[]): readonly Node[] {
  if (items.length === 0) return [];
  const node = document.createElement("ul");
  node.append(...items);
  return [node];
}

function item(content: readonly (Node | string)[]): HTMLElement {
  const node = document.createElement("li");
  node.append(...content);
  return node;
}

function link(label: string, act: () => void): Node {
  const button = document.createElement("button");
  button.className = "link";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}
