/** The tree in the Explorer: namespaces, their workloads, and of each the policies and flows. Filled as it is opened. */

import * as vscode from "vscode";
import type {
  GraphEdge,
  GraphMember,
  GraphNamespace,
  GraphParams,
  GraphPlace,
  GraphResult,
} from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";

const REST_MS = 400;

export type FlowNode =
  | { readonly type: "scope"; readonly scope: string }
  /** A bare one has policies, and no workloads in this workspace. */
  | { readonly type: "namespace"; readonly scope: string; readonly name: string; readonly isBare?: true }
  | {
      readonly type: "workload";
      readonly member: GraphMember;
      /** With the vertex of the graph that stands for it, and perhaps for others that fare alike. */
      readonly vertex: string;
      readonly graph: GraphNamespace;
    }
  | { readonly type: "policy"; readonly policy: GraphMember["policies"][number] }
  | { readonly type: "flow"; readonly edge: GraphEdge; readonly sends: boolean; readonly other: string };

export class FlowTree implements vscode.TreeDataProvider<FlowNode>, vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #registration: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    const view = vscode.window.createTreeView("netpol.flows", { treeDataProvider: this, showCollapseAll: true });
    const refreshSoon = (): void => {
      clearTimeout(this.#timer);
      if (view.visible) this.#timer = setTimeout(() => this.#changed.fire(undefined), REST_MS);
    };
    this.#registration = vscode.Disposable.from(
      view,
      view.onDidChangeVisibility(refreshSoon),
      vscode.languages.onDidChangeDiagnostics(refreshSoon),
      ctx.status.onDidShow(refreshSoon),
    );
  }

  async getChildren(node?: FlowNode): Promise<FlowNode[]> {
    switch (node?.type) {
      case undefined: {
        const { scopes } = await this.#ask({});
        const [only, ...more] = scopes;
        if (more.length > 0) return scopes.map((it) => ({ type: "scope", scope: it }));
        return only === undefined ? [] : this.getChildren({ type: "scope", scope: only });
      }
      case "scope": {
        const { namespaces, bare } = await this.#ask({ scope: node.scope });
        const { scope } = node;
        return [
          ...namespaces.map((name): FlowNode => ({ type: "namespace", scope, name })),
          ...bare.map((name): FlowNode => ({ type: "namespace", scope, name, isBare: true })),
        ];
      }
      case "namespace": {
        const { unfolded } = await this.#ask({ scope: node.scope, namespace: node.name });
        return unfolded === undefined ? [] : workloadsOf(unfolded);
      }
      case "workload":
        return [
          ...node.member.policies.map((policy): FlowNode => ({ type: "policy", policy })),
          ...flowsOf(node.graph, node.vertex),
        ];
      default:
        return [];
    }
  }

  getTreeItem(node: FlowNode): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    switch (node.type) {
      case "scope":
        return itemOf(node.scope, Collapsed, { icon: "server" });
      case "namespace":
        return node.isBare
          ? itemOf(node.name, None, { icon: "symbol-namespace", words: "no workloads in this workspace" })
          : itemOf(node.name, Collapsed, { icon: "symbol-namespace" });
      case "workload": {
        const { name, kind, isolated, policies, at } = node.member;
        const restricted = (["ingress", "egress"] as const).filter((it) => isolated[it]);
        const isOpen = policies.length === 0;
        const some = restricted.length === 0 ? "not restricted" : `${restricted.join(" and ")} restricted`;
        const words = isOpen ? "no policy selects it" : some;
        const color = isOpen ? new vscode.ThemeColor("charts.orange") : undefined;
        // The side bar is narrow: what matters comes first.
        return itemOf(name, Collapsed, { icon: isOpen ? "unlock" : "lock", color, words: `${words} · ${kind}`, at });
      }
      case "policy": {
        const { id, restricts, at } = node.policy;
        const words = restricts.length === 0 ? "selects it" : `restricts ${restricts.join(" and ")}`;
        return itemOf(nameIn(id), None, { icon: "shield", words, at, tip: id });
      }
      case "flow": {
        const { edge, sends, other } = node;
        const isHalf = edge.state === "half-open";
        const icon = isHalf ? "warning" : sends ? "arrow-right" : "arrow-left";
        const words = isHalf ? `${edge.label} · allowed on one side only` : edge.label;
        return itemOf(`${sends ? "to" : "from"} ${other}`, None, { icon, words, at: edge.at[0], tip: edge.title });
      }
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #ask(params: GraphParams): Promise<Pick<GraphResult, "scopes" | "namespaces" | "bare" | "unfolded">> {
    const answer = await this.#ctx.client?.sendRequest<GraphResult>(METHODS.graph, params);
    return answer ?? { scopes: [], namespaces: [], bare: [] };
  }
}

function workloadsOf(graph: GraphNamespace): FlowNode[] {
  return graph.vertices
    .flatMap(({ id, members }) =>
      members.map((member) => ({ type: "workload", member, vertex: id, graph }) satisfies FlowNode),
    )
    .sort((a, b) => a.member.name.localeCompare(b.member.name));
}

function flowsOf({ vertices, edges }: GraphNamespace, vertex: string): FlowNode[] {
  const labels = new Map(vertices.map((it) => [it.id, it.label]));
  const named = (id: string): string => labels.get(id) ?? id;
  const sent = edges.filter((it) => it.from === vertex);
  const received = edges.filter((it) => it.to === vertex && it.from !== vertex);
  return [
    ...received.map((edge): FlowNode => ({ type: "flow", edge, sends: false, other: named(edge.from) })),
    ...sent.map((edge): FlowNode => ({ type: "flow", edge, sends: true, other: named(edge.to) })),
  ];
}

function nameIn(id: string): string {
  return id.split("/").at(-1) ?? id;
}

interface Look {
  readonly icon: string;
  readonly color?: vscode.ThemeColor | undefined;
  readonly words?: string;
  readonly tip?: string;
  readonly at?: GraphPlace | undefined;
}

function itemOf(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  { icon, color, words, tip, at }: Look,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.iconPath = new vscode.ThemeIcon(icon, color);
  if (words !== undefined) item.description = words;
  if (tip !== undefined) item.tooltip = tip;
  if (at !== undefined) item.command = { title: "Open", command: "netpol.openPlace", arguments: [at] };
  return item;
}
