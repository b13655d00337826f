/** `netpol/explainRule` and `netpol/rules`: the pages of the rules, without a network. */

import { Workspace } from "../../ide/index.js";
import type { ExplainRuleParams, ExplainRuleResult, RulesResult } from "../ext.js";
import type { RulePages } from "../rule-pages.js";

export function explainRule(pages: RulePages, { rule }: ExplainRuleParams): ExplainRuleResult {
  const found = pages.find(rule);
  const markdown = found === undefined ? undefined : pages.read(found.code);
  return found === undefined || markdown === undefined ? null : { code: found.code, name: found.name, markdown };
}

export function rules(): RulesResult {
  return Workspace.rules().map(({ code, name, title, severity }) => ({ code, name, title, severity }));
}
