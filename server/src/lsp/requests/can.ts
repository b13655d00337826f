/** `netpol/ends` and `netpol/can`: may one end talk to another, and the lines that decide. */

import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { type Answer, canGroups, type FileId, protocolNamed, type Question } from "../../ide/index.js";
import type { CanAnswer, CanParams, EndsParams, EndsResult } from "../ext.js";
import { COUNT, DOCUMENT, object, optional, POSITION, TEXT } from "../params.js";
import type { Project } from "../project.js";
import { fileName, namedScopes } from "../scope-names.js";
import type { Session } from "../session.js";
import { askedPlace } from "./asked-place.js";

export const ENDS = object<EndsParams>({
  ...{ textDocument: optional(DOCUMENT), position: optional(POSITION) },
  typed: optional(TEXT),
});
export const CAN = object<CanParams>({ from: TEXT, to: TEXT, protocol: optional(TEXT), port: optional(COUNT) });

export function ends(session: Session, { textDocument, position, typed }: EndsParams): EndsResult {
  if (typed !== undefined) {
    const refusals = session.projects.all().map(({ workspace }) => workspace.whyNoEnd(typed));
    const [refused] = refusals.every((it) => it !== undefined) ? refusals : [];
    return { ends: [], ...(refused !== undefined && { refused }) };
  }
  const at =
    textDocument === undefined || position === undefined ? undefined : askedPlace(session, { textDocument, position });
  const here = at?.project.workspace.endAt(at.file, at.offset);
  const all = session.projects.all().flatMap(({ workspace }) => workspace.ends());
  const choices = [...new Map(all.map((it) => [it.id, it])).values()];
  return { ends: choices, ...(here !== undefined && { here }) };
}

/** Of several clusters all that know both ends answer. @throws ResponseError for a protocol that is none. */
export function can(session: Session, { from, to, protocol = "TCP", port }: CanParams): CanAnswer {
  const question = questionOf({ from, to, protocol, ...(port !== undefined && { port }) });
  const asked = namedScopes(session).map((it) => ({ ...it, result: it.project.workspace.can(it.scope, question) }));
  const answers = asked.flatMap(({ project, scope, name, result }) =>
    result.ok ? [{ project, scope, answer: { ...result.answer, scope: name } }] : [],
  );
  if (answers.length === 0) {
    const [message = "No files have been read yet"] = asked.flatMap(({ result }) =>
      result.ok ? [] : [result.message],
    );
    return { text: `${message}\n`, places: {} };
  }
  const places: Record<string, CanAnswer["places"][string]> = {};
  const channel = port === undefined ? "" : `${question.protocol} ${port}`;
  const denied = answers.find((it) => it.answer.verdict === "denied");
  const allowed = denied?.project.workspace.allow(denied.scope, question);
  const offer = allowed?.ok === true ? `Allow this: ${allowed.title}` : undefined;
  for (const { project, answer } of answers) note(places, session, project, answer);
  const styled = answers.map((it) => ({
    ...it,
    style: { plain: same, verdict: same, pathOf: (file: FileId) => fileName(session, it.project, file) },
  }));
  const texts = canGroups(styled, channel).map(({ asked: group, lines: [verdict, ...lines] }) => {
    const isOffered = group.some((it) => it.answer === denied?.answer);
    const offered = offer !== undefined && isOffered ? [`  ${offer}`] : [];
    const refused = allowed?.ok === false && isOffered ? [`  ${allowed.message}.`] : [];
    return [verdict, ...offered, ...lines, ...refused].join("\n");
  });
  const text = `${texts.join("\n\n")}\n`;
  return {
    verdict: worstOf(answers.map((it) => it.answer)),
    text,
    places,
    ...(offer !== undefined && { allow: offer }),
  };
}

/** @throws ResponseError for a protocol that is none. */
export function questionOf({ from, to, protocol = "TCP", port }: CanParams): Question {
  return { from, to, protocol: readProtocol(protocol), ...(port !== undefined && { port }) };
}

/** Of several clusters one denial is enough: the flow does not work everywhere. */
function worstOf(answers: readonly Answer[]): string {
  const verdicts = answers.map((it) => it.verdict);
  return verdicts.find((it) => it === "denied") ?? verdicts.find((it) => it !== "allowed") ?? "allowed";
}

/** The places that an answer names, as its text does. */
function note(
  places: Record<string, CanAnswer["places"][string]>,
  session: Session,
  project: Project,
  answer: Answer,
): void {
  const sides = [answer.egress, answer.ingress].flatMap((it) => [
    ...it.isolatedBy,
    ...it.decidedBy,
    ...(it.passedBy ?? []),
    ...(it.nearest ?? []).flatMap((near) => [near, ...near.failed]),
  ]);
  for (const { file, line } of [
    ...sides,
    ...answer.refused,
    ...(answer.ignored ?? []),
    ...(answer.notCounted ?? []),
    ...(answer.open ?? []),
  ]) {
    const uri = session.publisher.target.uriOf(file);
    places[`${fileName(session, project, file)}:${line + 1}`] = { uri, line };
  }
}

function same<T>(it: T): T {
  return it;
}

function readProtocol(text: string): Question["protocol"] {
  const protocol = protocolNamed(text);
  if (protocol !== undefined) return protocol;
  throw new ResponseError(ErrorCodes.InvalidParams, `unknown protocol ${text}`);
}
