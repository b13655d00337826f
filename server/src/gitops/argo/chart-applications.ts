/**
 * Applications that a chart of the repository makes ("app of apps"). Templates that make others are left to Helm; these are rendered
 * here as far as nothing but the chart's values decides what they make, because other folders depend on them.
 */

import { type ChartRequest, MapValue, readValue } from "../../kustomize/index.js";
import { parseDocumentText } from "../../syntax/parse.js";
import { splitDocuments } from "../../syntax/split-documents.js";
import { rootOf, type YamlNode } from "../../syntax/yaml-document.js";
import { Output } from "../go-template/output.js";
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

export interface ChartApplications {
  /** All of an object is at the place of what installs the chart. */
  readonly applications: readonly MapValue[];
  /** The chart makes nothing else, and all of it is known. */
  readonly areAll: boolean;
}

const NONE: ChartApplications = { applications: [], areAll: false };

/** What the source of an Application makes of the chart in its folder. */
export function chartApplications(
  application: Application,
  source: Source,
  folder: string,
  tree: RepositoryTree,
  memory: PlanMemory,
): ChartApplications {
  const asked = chartRequest(application, source, tree, folder);
  if ("because" in asked) return NONE;
  const at = source.path?.at ?? source.root.at;
  const texts = templatesIn(tree, joined(folder, "templates")).map((it) => it.text);
  const key = JSON.stringify(["chart", asked.request, textOf(tree, joined(folder, "values.yaml")), texts]);
  return memory.kept(application.root, key, () => applicationsIn(asked.request, tree, at));
}

function textOf(tree: RepositoryTree, path: string): string | undefined {
  const file = tree.file(path);
  return file === "unread" ? undefined : file?.text;
}

function applicationsIn(request: ChartRequest, tree: RepositoryTree, at: YamlNode): ChartApplications {
  const { folder } = request;
  const chart = contentOf(tree, joined(folder, "Chart.yaml"));
  const files = templatesIn(tree, joined(folder, "templates"));
  if (chart === undefined || !files.some(({ text }) => NAMES_ARGO.test(text))) return NONE;
  let areAll = itemsAt(chart, "dependencies").length === 0 && !tree.isFolder(joined(folder, "charts"));
  const applications: MapValue[] = [];
  try {
    const given: Params = {
      Values: chartValues(contentOf(tree, joined(folder, "values.yaml")), request),
      Release: opened({ Name: request.release, Namespace: request.namespace, Service: "Helm" }),
      Chart: opened({ Name: textAt(chart, "name") ?? "", Version: textAt(chart, "version") ?? "" }),
    };
    for (const { text } of files) {
      const made = NAMES_ARGO.test(text) ? objectsOf(text, opened(given)) : undefined;
      areAll &&= made?.every(isApplier) === true;
      for (const it of made ?? []) if (isApplier(it)) applications.push(movedTo(it, at) as MapValue);
    }
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return NONE;
  }
  return { applications, areAll };
}

const NAMES_ARGO = /\bargoproj\.io\//;

/** Files whose names begin with `_` make nothing of their own. */
function templatesIn(tree: RepositoryTree, folder: string): { readonly text: string }[] {
  return [...tree.names(folder)].sort().flatMap((name) => {
    const path = joined(folder, name);
    if (tree.isFolder(path)) return templatesIn(tree, path);
    const text = name.startsWith("_") ? undefined : tree.template(path);
    return text === undefined ? [] : [{ text }];
  });
}

/** Undefined for a template that is not rendered here. */
function objectsOf(template: string, given: Params): readonly MapValue[] | undefined {
  const output = new Output();
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
