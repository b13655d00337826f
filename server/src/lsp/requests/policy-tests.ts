/** `netpol/tests`, `netpol/runTests`, `netpol/testsOfToday`: the policy tests of all folders, what they come to, and new ones. */

import type { TestFailure, TestInfo, TestResult } from "../../ide/index.js";
import type {
  PolicyTestName,
  PolicyTestResult,
  RunTestsParams,
  RunTestsResult,
  TestsOfTodayParams,
  TestsOfTodayResult,
  TestsResult,
} from "../ext.js";
import { COUNT, FLAG, listOf, object, optional, TEXT } from "../params.js";
import type { Project } from "../project.js";
import { fileName, folderName, namedScopes, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

type Wanted = NonNullable<RunTestsParams["tests"]>[number];

export const RUN_TESTS = object<RunTestsParams>({
  tests: optional(listOf(object<Wanted>({ uri: TEXT, line: COUNT, character: COUNT }))),
  withCoverage: optional(FLAG),
});

export const TESTS_OF_TODAY = object<TestsOfTodayParams>({
  namespace: optional(object<NonNullable<TestsOfTodayParams["namespace"]>>({ folder: TEXT, scope: TEXT, name: TEXT })),
});

export function tests({ projects }: Session): TestsResult {
  return { tests: projects.all().flatMap(({ workspace }) => workspace.policyTests().map(nameOf)) };
}

export function runTests(session: Session, { tests: wanted, withCoverage }: RunTestsParams): RunTestsResult {
  const keys = wanted && new Set(wanted.map((it) => keyOf(normalUri(it.uri), it)));
  const isWanted = ({ file, start }: TestInfo): boolean => keys === undefined || keys.has(keyOf(file, start));
  const runs = session.projects.all().map((project) => ({
    project,
    ...project.workspace.coverPolicies(isWanted, (it) => fileName(session, project, it)),
  }));
  const results = runs.flatMap((run) => run.results.map((it) => resultOf(session, run.project, it)));
  if (withCoverage !== true) return { results };
  const places = runs.flatMap(({ coverage }) => coverage.flatMap((it) => [it, ...it.rules]));
  const coverage = places.map(({ file, start, end, isTouched }) => ({ uri: file, range: { start, end }, isTouched }));
  return { results, coverage };
}

export function writtenTests(session: Session, { namespace: own }: TestsOfTodayParams): TestsOfTodayResult {
  const all = namedScopes(session);
  if (own === undefined) {
    const namespaces = all.flatMap(({ project, scope, name: cluster }) =>
      project.workspace.namespaces(scope).map((name) => ({
        ...{ folder: project.uri, scope, name },
        ...(all.length === 1 ? {} : { detail: cluster }),
      })),
    );
    return { namespaces };
  }
  const project = session.projects.all().find((it) => it.uri === own.folder);
  const text = project?.workspace.testsOfToday(own.scope, own.name);
  return project === undefined || text === undefined
    ? {}
    : { text, uri: `${project.uri.replace(/\/$/, "")}/${encodeURIComponent(own.name)}.netpol-test.yaml` };
}

function keyOf(file: string, { line, character }: Pick<Wanted, "line" | "character">): string {
  return `${line}:${character} ${file}`;
}

function nameOf({ file, name, start, end }: TestInfo): PolicyTestName {
  return { uri: file, name, range: { start, end } };
}

function resultOf(session: Session, project: Project, result: TestResult): PolicyTestResult {
  const { scope, status, asked, failures, moreFailures, notes } = result;
  const folder = folderName(session.projects.all(), project);
  const name = scope === undefined ? folder : scopeName(session, project, scope);
  return {
    ...nameOf(result),
    ...(name === undefined ? {} : { scope: name }),
    status,
    asked,
    messages: [
      ...failures.map((it) => messageOf(session, project, it)),
      ...(moreFailures === 0 ? [] : [{ text: `and ${moreFailures} more` }]),
      ...notes.map((text) => ({ text })),
    ],
  };
}

function messageOf(
  session: Session,
  project: Project,
  { message, because, why }: TestFailure,
): PolicyTestResult["messages"][number] {
  const rules = because.map((it) => `${it.policy} (${fileName(session, project, it.file)}:${it.line + 1})`);
  const [first] = because;
  return {
    text: [message, ...(why ?? rules).map((it) => `  ${it}`)].join("\n"),
    ...(first === undefined ? {} : { at: { uri: first.file, line: first.line } }),
  };
}
