/** Values that another tool fills in before the cluster sees them: nothing can be said about their text. */

const FORMS = [
  // `${NAME}`, `${NAME:=default}`, `${var.name}`, `${{ name }}`: Flux, envsubst, Terraform, pipelines.
  String.raw`\$\{\{?\s*[A-Za-z_][^}]*\}`,
  // `$(NAME)`: kustomize's variables, make.
  String.raw`\$\([A-Za-z_]\w*\)`,
  // `{{ … }}`: Helm, Jinja and their like.
  String.raw`\{\{.*\}\}`,
  // `<your-namespace>`; `(?<name>…)` and `(?P<name>…)` are groups of an expression.
  String.raw`(?<!\?P?)<[A-Za-z][^<>]*>`,
  // `@NAME@`, `@@NAME@@`, `%NAME%`, `__NAME__`: what scripts look for.
  "@[A-Z][A-Z0-9_]*@",
  "%[A-Z][A-Z0-9_]*%",
  "__[A-Z][A-Z0-9_]*__",
  // `$.namespace`, `std.extVar("x")`: jsonnet.
  String.raw`^\$\.[A-Za-z_]`,
  String.raw`^std\.[A-Za-z]+\(`,
];

const PLACEHOLDER = new RegExp(FORMS.join("|"));

/** True for text that holds a placeholder of any of these forms. */
export function holdsPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
