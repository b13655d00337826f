/**
 * What a chart of the repository makes is left to Helm, but for two kinds of templates: those without actions, which Helm prints as
 * they are, and those of Applications ("app of apps"), because other folders depend on them. These are rendered here as far as
 * nothing but the chart's values decides what they make.
 */

import { type ChartRequest, MapValue, readValue, toPlain, type Value } from "../../kustomize/index.js";
import { parseDocumentText } from "../../syntax/parse.js";
import { splitDocuments } from "../../syntax/split-documents.js";
import { rootOf, type YamlNode } from "../../syntax/yaml-document.js";
import { type Budget, Output } from "../go-template/output.js";
import { parseTemplate } from "../go-template/parse.js";
import { opened } from "../go-template/given.js";
import { type Params, renderNodes, Undecidable } from "../go-template/render.js";
import { contentOf } from "../kustomization-file.js";
import { movedTo } from "../moved.js";
import { joined } from "../paths.js";
import { itemsAt, textAt } from "../read.js";
import { isApplier, type RepositoryTree } from "../repository.js";
import type { PlanMemory } from "../plan-memory.js";
import type { Application, Source } from "./application.js";
import { chartRequest } from "./chart.js";
import { chartValues } from "./chart-values.js";

export interface ChartParts {
  /** All of an object is at the place of what installs the chart. */
  readonly applications: readonly MapValue[];
  /** Paths of templates without actions. */
  readonly plain: readonly string[];
  /** The chart makes nothing else. */
  readonly areAll: boolean;
}

interface Template {
  readonly path: string;
  readonly text: string;
}

/** What the source of an Application makes of the chart in its folder. */
export function chartParts(
  application: Application,
  source: Source,
  folder: string,
  tree: RepositoryTree,
  memory: PlanMemory,
): ChartParts {
  const templates = templatesIn(tree, joined(folder, "templates"));
  const plain = templates.filter(isPlain).map((it) => it.path);
  const ofArgo = templates.filter((it) => NAMES_ARGO.test(it.text));
  const chart = contentOf(tree, joined(folder, "Chart.yaml"));
  const asked = chartRequest(application, source, tree, folder);
  const isWhole = itemsAt(chart, "dependencies").length === 0 && !tree.isFolder(joined(folder, "charts"));
  const isKnown = isWhole && templates.length > 0 && plain.length + ofArgo.length === templates.length;
  if ("because" in asked || ofArgo.length === 0 || chart === undefined) {
    return { applications: [], plain, areAll: isKnown && ofArgo.length === 0 };
  }
  const at = source.path?.at ?? source.root.at;
  const own = contentOf(tree, joined(folder, "values.yaml"));
  const names = { name: textAt(chart, "name") ?? "", version: textAt(chart, "version") ?? "" };
  const values = own === undefined ? undefined : toPlain(own);
  const key = JSON.stringify(["chart", asked.request, names, values, ofArgo.map((it) => it.text)]);
  const made = memory.kept(application.root, key, () =>
    applicationsIn(ofArgo, asked.request, names, own, at, memory.budget),
  );
  return { applications: made.applications, plain, areAll: isKnown && made.areAll };
}

/** @returns All of them, or those of the templates that can be rendered. */
function applicationsIn(
  templates: readonly Template[],
  request: ChartRequest,
  { name, version }: { readonly name: string; readonly version: string },
  values: Value | undefined,
  at: YamlNode,
  budget: Budget,
): Pick<ChartParts, "applications" | "areAll"> {
  const applications: MapValue[] = [];
  let areAll = true;
  try {
    const given: Params = opened({
      Values: chartValues(values, request),
      Release: opened({ Name: request.release, Namespace: request.namespace, Service: "Helm" }),
      Chart: opened({ Name: name, Version: version }),
    });
    for (const { text } of templates) {
      const made = objectsOf(text, given, budget);
      areAll &&= made?.every(isApplier) === true;
      for (const it of made ?? []) if (isApplier(it)) applications.push(movedTo(it, at) as MapValue);
    }
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return { applications: [], areAll: false };
  }
  return { applications, areAll };
}

const NAMES_ARGO = /\bargoproj\.io\//;

/** Hooks are there for a while only, if at all. */
function isPlain({ text }: Template): boolean {
  return !text.includes("{{") && !NAMES_ARGO.test(text) && !text.includes("helm.sh/hook");
}

/** Files whose names begin with `_` make nothing of their own. */
function templatesIn(tree: RepositoryTree, folder: string): Template[] {
  return [...tree.names(folder)].sort().flatMap((name) => {
    const path = joined(folder, name);
    if (tree.isFolder(path)) return templatesIn(tree, path);
    const text = name.startsWith("_") ? undefined : tree.template(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** Undefined for a template that is not rendered here. */
function objectsOf(template: string, given: Params, budget: Budget): readonly MapValue[] | undefined {
  const output = new Output(budget);
  try {
    const settings = { missingFails: false, values: new Map(), dialect: "helm" } as const;
    renderNodes(parseTemplate(template), given, settings, output);
  } catch (error) {
    if (error instanceof Undecidable) return undefined;
    throw error;
  }
  const { text } = output;
  const documents = splitDocuments(text).map(({ start, end }) => ({
    id: 0,
    ...parseDocumentText(text.slice(start, end)),
  }));
  if (documents.some((it) => it.problems.length > 0)) return undefined;
  return documents.flatMap((it) => {
    const node = rootOf(it);
    const root = node === undefined ? undefined : readValue(node, "config");
    return root instanceof MapValue ? [root] : [];
  });
}
