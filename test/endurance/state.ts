/** What an editor shows of a workspace: problems that it was told or has pulled, and the status item. */

import { noticeLines, type Notice } from "../../server/src/ide/index.js";
import { runCli } from "../kit/run-cli.js";
import type { Diagnostic, Editor, FileReport } from "../protocol/editor.js";

export interface State {
  /** Problems by file, as texts. Files without any are left out. */
  readonly problems: Readonly<Record<string, readonly string[]>>;
  /** The status item's counts and notices. */
  readonly status: unknown;
}

/** Problems by the file's URI. */
export type Shown = () => Iterable<readonly [string, readonly Diagnostic[]]>;

/** What was published last. */
export function published(editor: Editor): Shown {
  return () => new Map(editor.published.map((it) => [it.uri, it.diagnostics]));
}

/** Asks for the problems of the workspace again whenever that was answered, until the server has ended. */
export function pulled(editor: Editor): Shown {
  const reports = new Map<string, FileReport>();
  const pull = async (): Promise<void> => {
    while (editor.process.exitCode === null) {
      const previousResultIds = [...reports].map(([uri, it]) => ({ uri, value: it.resultId }));
      const { items } = await editor.request<{ items: readonly FileReport[] }>("workspace/diagnostic", {
        previousResultIds,
      });
      for (const it of items) if (it.kind === "full") reports.set(it.uri, it);
      if (items.length === 0) return;
    }
  };
  // A request that fails is a fault: it ends the test by being unhandled.
  void pull();
  return () => [...reports].map(([uri, { items = [] }]) => [uri, items] as const);
}

export function stateOf(editor: Editor, shown: Shown): State {
  const entries = [...shown()].flatMap(([uri, all]): [string, string[]][] =>
    all.length === 0 ? [] : [[uri, all.map(textOf).sort()]],
  );
  const status = editor.received.findLast((it) => it.method === "netpol/status")?.params;
  return { problems: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))), status };
}

function textOf({ code, severity, range: { start, end }, message, relatedInformation = [] }: Diagnostic): string {
  const also = relatedInformation.map((it) => `${it.location.uri} ${it.message}`).join("; ");
  return `${start.line}:${start.character}-${end.line}:${end.character} ${severity} ${code} ${message} ${also}`;
}

/** What the command line says of the same folder, in the status item's terms. */
export async function statusByCheck(root: string): Promise<unknown> {
  const { stdout } = await runCli(["check", root, "--format", "json"], { cwd: root });
  const { summary, notices } = JSON.parse(stdout) as { summary: Record<string, number>; notices: readonly Notice[] };
  const { files, policies, workloads, errors, warnings, infos, hints } = summary;
  return { files, policies, workloads, problems: { errors, warnings, infos, hints }, notices: noticeLines(notices) };
}

/** What of the status item `statusByCheck` knows too. */
export function countsOf({ status }: State): unknown {
  const { files, policies, workloads, problems, notices } = (status ?? {}) as Readonly<Record<string, unknown>>;
  return { files, policies, workloads, problems, notices };
}
