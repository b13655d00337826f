/** `netpol/explainRule` and `netpol/rules`: the pages of the rules, without a network. */

import { Workspace } from "../../ide/index.js";
import type { ExplainRuleParams, ExplainRuleResult, RulesResult } from "../ext.js";
import { object, TEXT } from "../params.js";
import type { Installation } from "../platform.js";

export const EXPLAIN_RULE = object<ExplainRuleParams>({ rule: TEXT });

export async function explainRule(installation: Installation, { rule }: ExplainRuleParams): Promise<ExplainRuleResult> {
  const found = Workspace.rules().find((it) => it.code === rule || it.name === rule);
  const markdown = found === undefined ? undefined : await installation.page(found.code);
  return found === undefined || markdown === undefined ? null : { code: found.code, name: found.name, markdown };
}

export function rules(): RulesResult {
  return Workspace.rules().map(({ code, name, title, severity }) => ({ code, name, title, severity }));
}
