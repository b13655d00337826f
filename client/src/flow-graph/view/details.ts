/** What is known of the chosen vertex or edge, with links to the lines that decide. */

import type { GraphEdge, GraphNamespace, GraphVertex } from "../../../../server/src/lsp/ext";
import type { FromPage } from "../messages";

type Send = (message: FromPage) => void;

export function details(unfolded: GraphNamespace | undefined, chosen: Element, send: Send): readonly Node[] {
  const id = chosen.getAttribute("data-vertex");
  const vertex = unfolded?.vertices.find((it) => it.id === id);
  if (vertex !== undefined) return ofVertex(vertex, send);
  const index = Number(chosen.getAttribute("data-edge"));
  const edge = unfolded?.edges[index];
  return edge === undefined ? [] : ofEdge(edge, index, send);
}

function ofVertex(vertex: GraphVertex, send: Send): readonly Node[] {
  const members = vertex.members.map((member, at) => {
    const policies = member.policies.map((it) => it.id.split("/").at(-1)).join(", ");
    const words = policies === "" ? "no policy selects it" : `selected by ${policies}`;
    return item(`${member.kind} ${member.name}`, words, () =>
      send({ type: "openVertex", vertex: vertex.id, member: at }),
    );
  });
  return [heading(vertex.label, vertex.detail), list(members)];
}

function ofEdge(edge: GraphEdge, index: number, send: Send): readonly Node[] {
  const places = edge.at.map((it, place) =>
    item(`${it.policy.split("/").at(-1)}, line ${it.range.start.line + 1}`, it.does, () =>
      send({ type: "openEdge", edge: index, place }),
    ),
  );
  const [title = ""] = edge.title.split("\n");
  return [heading(title, places.length === 0 ? "No policy restricts either side." : ""), list(places)];
}

function heading(title: string, below: string): Node {
  const node = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = title;
  node.append(name, below === "" ? "" : ` ${below}`);
  return node;
}

function list(items: readonly Node[]): Node {
  const node = document.createElement("ul");
  node.append(...items);
  return node;
}

function item(label: string, words: string, open: () => void): Node {
  const node = document.createElement("li");
  const button = document.createElement("button");
  button.className = "link";
  button.textContent = label;
  button.addEventListener("click", open);
  node.append(button, ` ${words}`);
  return node;
}
