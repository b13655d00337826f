/**
 * The façade: everything a face (`lsp`, `cli`) may use of the features. A `Workspace` takes changes of files and
 * settings; every question is asked of it and answered for its present snapshot, as plain data.
 */

export type * from "./types.js";
export type { Name, NameKind } from "./names/occurrences.js";
export type * from "./can/answer.js";
export type { PolicyCoverage } from "./policy-tests/coverage.js";
export { testLines, testTitle } from "./policy-tests/test-words.js";
export type { TestFailure, TestInfo, TestResult, TestStatus } from "./policy-tests/policy-test.js";
export type { Allowed, PairName } from "./allow/goal.js";
export type { LockDownFlow, LockDownPlan } from "./allow/lock-down.js";
export { type CompletionItem, type SnippetSource, withoutStops } from "./completion/item.js";
export { ACTION_KINDS } from "./actions/code-actions.js";
export { dependsOnRest, type Edit, type HalfTyped, halfTyped } from "./findings/half-typed.js";
export { canGroups } from "./can/can-groups.js";
export type { CanStyle } from "./can/can-lines.js";
export { noticeLines } from "./notices/notice-lines.js";
export { protocolNamed } from "./can/protocol-named.js";
export type { EndChoice } from "./can/ends.js";
export { noWorkload, shortNames } from "./can/find-end.js";
export type { RefusedPolicy } from "./findings/refused.js";
export type { ScopeBuild, ScopeInfo, ScopeList, ScopeUnseen } from "./scopes/scope-list.js";
export type { HintKinds } from "./hints/inlay-hints.js";
export { leftOutLine, scopeLines } from "./scopes/scope-words.js";
export type { ConditionalFlow, Flow, FlowList, FlowReason, FlowWorkload, Ports } from "./flows/flows.js";
export { diffMarkdown, type PlaceOf } from "./flows/diff-markdown.js";
export { changeSummary, changeWords, reasonWords, uncomparedLines } from "./flows/diff-words.js";
export { flowWords } from "./flows/flow-words.js";
export { csvFlows, dotFlows, flowsTouching, mermaidFlows } from "./graph/export.js";
export type * from "./graph/graph-types.js";
export type { GraphFocus } from "./graph/at-cursor.js";
export { belowName, edgeTitle, edgeWords, vertexName } from "./graph/graph-words.js";
export { drawNamespace } from "./graph/draw.js";
export { drawOverview } from "./graph/draw-overview.js";
export { namespaceLegend, overviewLegend } from "./graph/legend.js";
export { drawMatrix } from "./graph/matrix.js";
export { flowPage, type PageScope } from "./graph/page.js";
export { GRAPH_STYLE } from "./graph/style.js";
export { countChanges, type FlowChangeAnswer, type FlowDiff } from "./flows/flow-diff.js";
export { countMerged, mergedChanges } from "./flows/merged-changes.js";
export { chartKey, type ChartRequest, type RenderedChart } from "../kustomize/index.js";
export { Workspace } from "./workspace.js";
export { renderMarkdown, renderText } from "./markup.js";
export type { Protocol } from "../engine/traffic.js";
export { parseVersion } from "../base/version.js";
export { DEFAULT_SETTINGS, layered } from "../workspace/settings.js";
export type { PartialSettings, Settings } from "../workspace/settings.js";
export type { Change, FileId, Host, InputFile, Notice } from "../workspace/inputs.js";
