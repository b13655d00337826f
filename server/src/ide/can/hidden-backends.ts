/** A Service's address whose backends are not in this workspace: the answer holds for whatever they may be. */

import type { View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import type { ServicePort } from "../../model/workload.js";
import type { Question, Verdict } from "./answer.js";
import { portedProtocol, verdictBetween } from "./channel.js";

/** What is known of a connection to such an address. */
export interface HiddenBackends {
  /** The Service's ports, as its manifest or usage has them. */
  readonly ports: readonly Pick<ServicePort, "port" | "targetPort" | "protocol">[];
  /** True where policies certainly see the backend alone; else they may see the address, and the port, as they are asked for. */
  readonly isReplaced: boolean;
}

/** The API server's Service, by usage: some run the API server on the Service's own port. */
export const API_SERVER: HiddenBackends = {
  ports: [
    { port: 443, targetPort: 6443, protocol: "TCP" },
    { port: 443, targetPort: 443, protocol: "TCP" },
  ],
  isReplaced: false,
};

/**
 * The verdict over all that the backends may be. An address that no rule names stands for those that the rules do not name.
 *
 * @param to The Service's address.
 * @returns Undefined where the question leaves the port open.
 */
export function hiddenVerdict(
  view: View,
  { ports, isReplaced }: HiddenBackends,
  { from, to }: { readonly from: End; readonly to: End },
  question: Question,
): Verdict | undefined {
  const { protocol, port } = question;
  if (port === undefined || portedProtocol(question) === undefined) return undefined;
  const targets = ports.filter((it) => it.port === port && it.protocol === protocol).map((it) => it.targetPort);
  const numbers = [...new Set(targets.map((it) => (typeof it === "number" ? it : port)))];
  const ends: End[] = [
    to,
    ...view.outsideEnds.filter(({ type }) => type === "cidr" || type === "world" || type === "entity"),
  ];
  const verdicts = (numbers.length === 0 ? [port] : numbers).flatMap((target) =>
    ends.map((it) => verdictBetween(view.reach(from, it), { protocol, port: target })),
  );
  if (!isReplaced) verdicts.push(verdictBetween(view.reach(from, to), { protocol, port }));
  const [first = "denied"] = verdicts;
  return verdicts.every((it) => it === first) ? first : "conditional";
}
