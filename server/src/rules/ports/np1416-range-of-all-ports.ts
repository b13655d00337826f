/** NP1416: a range of ports that is all of them. */

import { DIRECTIONS } from "../../model/direction.js";
import { type PortItem, rulesOf } from "../../systems/kubernetes/model.js";
import { type CiliumPort, itemsOf } from "../../systems/cilium/model.js";
import { partOf } from "../../base/source.js";
import type { Policy } from "../../systems/written.js";
import { defineRule } from "../rule.js";

const LAST = 65535;

interface WrittenPort {
  readonly of: Policy["object"]["system"];
  readonly item: PortItem | CiliumPort;
}

export default defineRule({
  code: "NP1416",
  name: "range-of-all-ports",
  title: "A range that is every port",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-42"],

  *check(policy) {
    for (const found of portsOf(policy)) {
      const { port, endPort } = found.item;
      if (port === undefined || endPort === undefined || endPort.value !== LAST || Number(port.value) !== 1) continue;
      yield { ...found, at: endPort.at };
    }
  },

  message: ({ item }) =>
    `A range from 1 to ${LAST} is every port${item.protocol === undefined ? "" : ` of ${item.protocol.value}`}`,
  note: ({ of }) =>
    of === "kubernetes"
      ? "An item without a port stands for every port of its protocol, and says so at a glance."
      : 'Port `"0"` stands for every port, and says so at a glance.',

  fixes: {
    "write-short": {
      title: ({ of }) => (of === "kubernetes" ? "Leave out the range" : 'Write port `"0"`'),
      safety: "safe",
      edit: (editor, { of, item }) => {
        const { port, endPort, protocol } = item;
        if (port === undefined || endPort === undefined) return;
        if (of === "kubernetes" && protocol === undefined) return editor.set(item.at, { protocol: "TCP" });
        if (of === "kubernetes") editor.remove(partOf(port.at, "pair"));
        else editor.set(port.at, "0");
        editor.remove(partOf(endPort.at, "pair"));
      },
    },
  },
});

function portsOf(policy: Policy): WrittenPort[] {
  const object = policy.object;
  if (object.system === "kubernetes") {
    return DIRECTIONS.flatMap((it) => rulesOf(object, it))
      .flatMap((it) => it.ports?.ports ?? [])
      .map((item) => ({ of: "kubernetes", item }));
  }
  return object.specs
    .flatMap(itemsOf)
    .flatMap((it) => it.toPorts?.items ?? [])
    .flatMap((it) => it.ports?.ports ?? [])
    .map((item) => ({ of: "cilium", item }));
}
