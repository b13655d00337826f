/** Links in hovers to commands of the client: the flow graph, and "Can A talk to B?". Only to those that the client says it has. */

import type { Position } from "vscode-languageserver";
import type { Block } from "../ide/index.js";
import type { Client } from "./client.js";
import type { PlaceArgument } from "./ext.js";

/** The client's command that shows the flow graph at a place. */
export const SHOW_FLOWS = "netpol.graph.show";
const CAN = "netpol.can";

const WORDS: readonly (readonly [command: string, words: string])[] = [
  [SHOW_FLOWS, "Show flows"],
  [CAN, "Can it talk to…?"],
];

/** None for a client that shows hovers as plain text. */
export function commandLinks({ options, markdownHover }: Client, uri: string, { line, character }: Position): Block[] {
  const known = markdownHover ? WORDS.filter(([command]) => options.commands?.includes(command) === true) : [];
  if (known.length === 0) return [];
  const argument: PlaceArgument = { uri, position: { line, character } };
  // Brackets would end the link, and are left as they are by the encoding of URIs.
  const query = encodeURIComponent(JSON.stringify([argument]))
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
  return [
    { type: "text", text: known.map(([command, words]) => `[${words}](command:${command}?${query})`).join(" · ") },
  ];
}
