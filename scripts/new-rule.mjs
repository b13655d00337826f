// Starts a rule: its file with the next free code of its group, and its page with one failing `bad` and one `good`. Enters it
// in the registry and the other generated files, without which no test knows of it.
// Usage: npm run new-rule -- NAME --on policy|workload|scope|shape --group 1200|SYSTEM
//
// NAME is kebab-case and says what is wrong, never what to do: `egress-blocks-dns`. The group says what the rule is about, and
// in which folder it is. SYSTEM is the folder of a policy system, for a rule about its policies alone; the first such rule
// begins a hundred of its own.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { generated, groupsOf, nextGroup, ruleFiles, settle, systemFolders } from "./gen.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const INSTRUCTION = /^(no|avoid|use|prefer|require|invalid)-/;

/** By subject: what it may say so far, and how it finds a place to point at. */
const SUBJECTS = {
  policy: { premise: "all-policies", parameter: "policy", nameOf: "policy.object.meta.name" },
  workload: { premise: "all-policies", parameter: "workload", nameOf: "workload.object.meta.name" },
  scope: { premise: "all-policies", parameter: "scope", nameOf: "scope.policies[0]?.object.meta.name" },
  shape: { premise: "file" },
};

/**
 * Writes the two files.
 * @returns {{ code: string, files: string[] }} The code, and the paths from the root.
 * @throws Error when the name is taken or is no name, or the group is full.
 */
export function newRule({ name, on, group, root = ROOT }) {
  if (SUBJECTS[on] === undefined) throw new Error(`--on is one of ${Object.keys(SUBJECTS).join(", ")}`);
  if (!NAME.test(name)) throw new Error(`${name} is not kebab-case`);
  if (INSTRUCTION.test(name)) throw new Error(`${name} is an instruction; name what is wrong`);
  const taken = takenCodes(root);
  const { from, folder } = groupNamed(group, root, taken);
  if ([...taken.values()].includes(name)) throw new Error(`${name} is taken`);
  const code = nextCode(taken, from);

  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const rule = { code, name, on, version, ...SUBJECTS[on] };
  const files = new Map([
    [`server/src/rules/${folder}/${code.toLowerCase()}-${name}.ts`, moduleText(rule)],
    [`docs/rules/${code}.md`, pageText(rule)],
  ]);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text, { flag: "wx" });
  }
  return { code, files: [...files.keys()] };
}

/** Codes in use and codes that were: code → name. */
function takenCodes(root) {
  const folder = path.join(root, "server/src/rules");
  const live = ruleFiles(root).flatMap((it) => {
    const match = /\/np(\d{4})-([a-z0-9-]+)\.ts$/.exec(it);
    return match === null ? [] : [[Number(match[1]), match[2]]];
  });
  const gone = readFileSync(path.join(folder, "retired.ts"), "utf8").matchAll(
    /code: "NP(\d{4})", name: "([a-z0-9-]+)"/g,
  );
  return new Map([...live, ...[...gone].map((it) => [Number(it[1]), it[2]])]);
}

function nextCode(taken, group) {
  for (let code = group + 1; code < group + 100; code++) if (!taken.has(code)) return `NP${code}`;
  throw new Error(`the group ${group} is full`);
}

/** @param group The first code of a topic or of a system's rules, or a system's folder, as text or number. */
function groupNamed(group, root, taken) {
  const groups = groupsOf(root);
  const systems = systemFolders(root);
  const found = groups.find((it) => it.from === Number(group) || (it.folder === group && systems.includes(group)));
  if (found !== undefined) return found;
  if (systems.includes(group)) return { from: nextGroup([...taken.keys()]), folder: group };
  const numbers = groups.map((it) => `${it.from} (${it.title ?? it.folder})`);
  throw new Error(`--group is one of ${numbers.join(", ")}, or a policy system: ${systems.join(", ")}`);
}

function moduleText({ code, name, on, premise, version, ...subject }) {
  return `/** ${code}: say in one line what is wrong. */

import { defineRule } from "../rule.js";

export default defineRule({
  code: "${code}",
  name: "${name}",
  title: "Heading of the page",
  severity: "warning",
  premise: "${premise}",
  stage: { kind: "preview", since: "${version}" },
  on: "${on}",
  covers: [],

${checkText(on, subject)}

  message: ({ name }) => \`\\\`\${name}\\\` has an effect on traffic that is said here\`,
});
`;
}

/** A check that finds nothing yet, so that the page's bad example fails. */
function checkText(on, { parameter, nameOf }) {
  const condition = "    // Replaced by what is wrong; until then nothing is.";
  if (on === "shape") {
    return `  *check(problem) {
${condition}
    if (problem.type !== "unknown-field" || problem.field !== "") return;
    yield { at: problem.at, name: problem.field };
  },`;
  }
  return `  *check(${parameter}) {
    const name = ${nameOf};
${condition}
    if (name?.value !== "") return;
    yield { at: name.at, name: name.value };
  },`;
}

function pageText({ code, name }) {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}`;
  return `# ${code} · ${name}

<!-- gen:facts -->
<!-- /gen:facts -->

One or two sentences: what is found, and what it means for traffic.

## Why it matters

What the cluster does with it, and what people expect instead.

## Examples

### What is wrong

Wrong:

~~~yaml bad
${policy}
#                ^^^ ${code} (warning) has an effect on traffic
spec:
  podSelector: {}
~~~

### What is right

Right:

~~~yaml good
${policy}
spec:
  podSelector: {}
~~~

## Limits

- One sentence says what the rule cannot know, or leaves to another one. [Example](#what-is-right)

## See also

- [Kubernetes: network policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)
`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { values, positionals } = parseArgs({
      options: { on: { type: "string" }, group: { type: "string" } },
      allowPositionals: true,
    });
    const [name] = positionals;
    if (name === undefined || values.on === undefined) throw new Error("a NAME, --on and --group are needed");
    const { code, files } = newRule({ name, on: values.on, group: values.group });
    for (const file of files) console.log(`Written: ${file}`);
    settle(await generated());
    console.log(`
Next, as CONTRIBUTING.md says it:
  2. Write the examples in docs/rules/${code}.md: what is wrong, and what looks like it and is right.
  3. Write \`check\` until the marks agree:  npx vitest run test/rules.test.ts -t ${code}
  4. Write message and note, and where it is clear what is right a fix with its \`yaml fixed NAME\` block:
     fixes: { name: { safety: "changes-traffic", fix: (finding) => ({ title: "…", edit: (editor) => … }) } }
  5. npm run gen, npm test, a line in CHANGELOG.md.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
